import { fit, pad, widthOf } from "./width.ts";

/** A column of a terminal table. */
export interface TableColumn {
  readonly header: string;
  readonly align: "left" | "right";
  /** Never wider than this. The last column has no limit but the terminal. */
  readonly most: number;
  /** Where room is short, columns are left out, the highest number first. 0 always stays. */
  readonly expendable: number;
  readonly cells: readonly string[];
}

/** How a finished line is dressed; it may add colour, never text. */
export type Dress = (line: string, row: number) => string;

export interface TableLayout {
  readonly width: number;
  readonly header: (line: string) => string;
  readonly dress: Dress;
  /** Lines that stand below a row, indented to its second column, and how they are dressed. */
  readonly below?: { readonly lines: (row: number) => readonly string[]; readonly dress: (line: string) => string };
}

const GAP = "  ";
const LEAST_FOR_LAST = 16;

/**
 * A table no wider than `width` columns, one line per row: cells are made visible and cut, the last column takes what
 * is left, and columns that can be spared go where the terminal is narrow.
 */
export function renderTable(columns: readonly TableColumn[], layout: TableLayout): string[] {
  const kept = spare(columns, layout.width);
  const widths = widthsOf(kept, layout.width);
  const rows = kept[0]?.cells.length ?? 0;
  const line = (cellOf: (column: TableColumn) => string): string =>
    kept
      .map((column, i) => pad(fit(cellOf(column), widths[i]!), i === kept.length - 1 ? 0 : widths[i]!, column.align))
      .join(GAP)
      .trimEnd();
  const indent = " ".repeat(widths[0]! + GAP.length);
  const lines = [layout.header(line(({ header }) => header))];
  for (let row = 0; row < rows; row++) {
    lines.push(
      layout.dress(
        line(({ cells }) => cells[row]!),
        row,
      ),
    );
    for (const text of layout.below?.lines(row) ?? []) {
      lines.push(layout.below!.dress(indent + fit(text, layout.width - indent.length)));
    }
  }
  return lines;
}

/** Leaves out columns, the most expendable first, until what stays has room. */
function spare(columns: readonly TableColumn[], width: number): readonly TableColumn[] {
  const needed = sum(columns.slice(0, -1).map((column) => naturalWidth(column) + GAP.length)) + LEAST_FOR_LAST;
  const most = Math.max(...columns.map((column) => column.expendable));
  if (needed <= width || most <= 0) return columns;
  return spare(
    columns.filter((column) => column.expendable < most),
    width,
  );
}

function widthsOf(columns: readonly TableColumn[], width: number): number[] {
  const widths = columns.slice(0, -1).map(naturalWidth);
  const rest = width - sum(widths) - GAP.length * widths.length;
  return [...widths, Math.max(1, rest)];
}

function naturalWidth({ header, cells, most }: TableColumn): number {
  const widest = cells.reduce((width, cell) => Math.max(width, widthOf(fit(cell, most))), widthOf(header));
  return Math.min(widest, most);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import type { ColumnInfo, EventBatch } from "@winnow/core";
import type { QueryAnswer } from "../service/query-service.ts";

/** Cells of one event, by column of the source. */
export type Cells = readonly (string | null)[];

/** Rows of one batch. */
export const BATCH_ROWS = 8192;
/** Characters of a rejected event that are shown. */
const SHOWN = 200;

/**
 * The rows of an answer as events.
 * @param skip columns of the answer before the columns of the source
 */
export function cellsOf({ rows, values }: QueryAnswer, columns: readonly ColumnInfo[], skip = 0): Cells[] {
  return Array.from({ length: rows }, (_, row) =>
    columns.map(({ type }, column) => {
      const cell = values[column + skip]![row]!;
      // Null in a column that is no string is projected as an empty text.
      return cell === "" && type !== "string" ? null : cell;
    }),
  );
}

export function namesOf(columns: readonly ColumnInfo[]): string[] {
  return columns.map(({ name }) => name);
}

export function batchOf(events: readonly Cells[], columns: readonly ColumnInfo[]): EventBatch {
  const values = columns.map((_, column) => events.map((cells) => cells[column]!));
  return { columns: namesOf(columns), rows: events.length, values };
}

/** A list in parts of at most `size` items. */
export function chunked<T>(list: readonly T[], size: number): (readonly T[])[] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size));
}

/** The start of an event as text, for messages. */
export function describe(cells: Cells, columns: readonly ColumnInfo[]): string {
  const filled = columns.flatMap(({ name }, index) => (cells[index] ? [`${name}=${cells[index]}`] : []));
  const text = filled.join(" ");
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}

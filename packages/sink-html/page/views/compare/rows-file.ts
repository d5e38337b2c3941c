import { spreadsheetCell } from "@winnow/csv";
import { formatTime } from "@winnow/expressions";
import { textAt, type Report } from "../../state/report.ts";
import type { RowMark } from "../../state/selection.ts";

type Cell = string | number | null;

/** Rows with their own columns, the exemplar's as its source wrote them, kept values and features: as in `clusters.csv`. */
export interface RowsTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

interface Column {
  readonly name: string;
  readonly value: (row: number) => Cell;
}

export function rowsTable(report: Report, rows: readonly number[], marks: ReadonlyMap<number, RowMark>): RowsTable {
  const columns = uniquelyNamed([
    ["row.", ownColumns(report, marks)],
    ["event.", eventColumns(report)],
    ["kept.", keptColumns(report)],
    ["feature.", featureColumns(report)],
  ]);
  return { columns: columns.map(({ name }) => name), rows: rows.map((row) => columns.map(({ value }) => value(row))) };
}

/** As CSV of which no spreadsheet runs a cell. */
export function asCsv({ columns, rows }: RowsTable): string {
  const lines = rows.map((cells) =>
    cells.map((cell) => (typeof cell === "string" ? spreadsheetCell(cell) : String(cell ?? ""))),
  );
  return [columns.map(spreadsheetCell), ...lines].map((cells) => `${cells.join(",")}\n`).join("");
}

/** As a JSON list of objects, one to a line. */
export function asJson({ columns, rows }: RowsTable): string {
  const lines = rows.map((cells) => JSON.stringify(Object.fromEntries(cells.map((cell, at) => [columns[at]!, cell]))));
  return `[\n${lines.join(",\n")}\n]\n`;
}

function ownColumns({ row }: Report, marks: ReadonlyMap<number, RowMark>): Column[] {
  return [
    { name: "rank", value: (index) => index + 1 },
    { name: "mark", value: (index) => marks.get(index) ?? null },
    { name: "ClusterId", value: (index) => row(index).clusterId },
    { name: "ClusterSize", value: (index) => row(index).size },
    { name: "FirstEventTime", value: (index) => timeCell(row(index).firstTime) },
    { name: "LastEventTime", value: (index) => timeCell(row(index).lastTime) },
    { name: "reasons", value: (index) => row(index).reasons.join("; ") },
  ];
}

function timeCell(time: bigint | null): string | null {
  return time === null ? null : formatTime(time);
}

function eventColumns({ data: { events }, row }: Report): Column[] {
  return events.columns.map(({ name, cells }) => ({
    name,
    value: (index) => textAt(events, cells[row(index).exemplar]!),
  }));
}

function keptColumns({ data: { analysis }, row }: Report): Column[] {
  const { groups, plan } = analysis;
  const width = groups.dictionaries.length;
  return plan.kept.map(({ name }, at) => ({
    name,
    value: (index) => groups.dictionaries[at]![groups.kept[row(index).groups[0]! * width + at]!]!,
  }));
}

function featureColumns({ data: { analysis }, row }: Report): Column[] {
  const { groups, plan } = analysis;
  const width = plan.features.length;
  return plan.features.map(({ name }, at) => ({
    name,
    value: (index) => groups.features[row(index).groups[0]! * width + at]!,
  }));
}

/** A name that an earlier section took gets the section's prefix, as in `clusters.csv`. */
function uniquelyNamed(sections: readonly (readonly [prefix: string, columns: readonly Column[]])[]): Column[] {
  const taken = new Set<string>();
  return sections.flatMap(([prefix, columns]) =>
    columns.map(({ name, value }) => {
      let free = name;
      while (taken.has(free)) free = prefix + free;
      taken.add(free);
      return { name: free, value };
    }),
  );
}

import type { RunResult } from "@winnow/core";
import { shownText } from "@winnow/expressions";
import { foldedCells } from "./folded.ts";
import { ColumnNames } from "./names.ts";
import type { ColumnHeader, ColumnValues, Table } from "./table.ts";

type NamedColumn = ColumnHeader & ColumnValues;

/**
 * One line per output row, in reading order: the row's own columns, the exemplar's columns as its source wrote them
 * (long values shortened), its kept fields and text features, then the clustered features.
 *
 * The row's own names are fixed. A column of the source with one of these names is written as `event.<name>`, a kept
 * field whose name is taken as `kept.<name>`, and a feature as `feature.<name>`.
 */
export function clustersTable(result: RunResult): Table {
  const columns = uniquelyNamed([
    ["row.", rowColumns(result)],
    ["event.", exemplarColumns(result)],
    ["kept.", keptColumns(result)],
    ["feature.", featureColumns(result)],
  ]);
  return {
    headers: columns.map(({ name, type }) => ({ name, type })),
    async *chunks() {
      yield { rows: result.rows.length, columns };
    },
  };
}

/** The columns of all sections one after the other; a name that an earlier one took gets the section's prefix. */
function uniquelyNamed(
  sections: readonly (readonly [prefix: string, columns: readonly NamedColumn[]])[],
): NamedColumn[] {
  const names = new ColumnNames();
  return sections.flatMap(([prefix, columns]) =>
    columns.map((column) => Object.assign({}, column, { name: names.take(column.name, prefix) })),
  );
}

function rowColumns(result: RunResult): NamedColumn[] {
  const { rows } = result;
  return [
    { name: "rank", type: "integer", values: Int32Array.from(rows, (row) => row.rank) },
    { name: "ClusterId", type: "integer", values: Int32Array.from(rows, (row) => row.clusterId) },
    { name: "ClusterSize", type: "integer", values: Float64Array.from(rows, (row) => row.size) },
    { name: "FirstEventTime", type: "time", values: rows.map((row) => row.firstTime) },
    { name: "LastEventTime", type: "time", values: rows.map((row) => row.lastTime) },
    { name: "folded", type: "text", values: foldedCells(result) },
    { name: "reasons", type: "text", values: rows.map((row) => sentences(row.reasons)) },
  ];
}

function sentences(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join("; ");
}

function exemplarColumns({ exemplars }: RunResult): NamedColumn[] {
  return exemplars.columns.map((name, index) => ({
    name,
    type: "text",
    values: exemplars.values[index]!.map(shownValue),
  }));
}

function shownValue(value: string | null): string | null {
  return value === null ? null : shownText(value);
}

function keptColumns({ kept, rows }: RunResult): NamedColumn[] {
  return kept.map((name, index) => ({ name, type: "text", values: rows.map((row) => row.kept[index]!) }));
}

function featureColumns({ features, rows }: RunResult): NamedColumn[] {
  return features.map((name, index) => ({
    name,
    type: "number",
    values: Float64Array.from(rows, (row) => row.features[index]!),
  }));
}

import type { EventBatch, Expression, Value } from "@winnow/core";
import { toEvaluator, type BoundFields } from "@winnow/expressions";
import type { FieldCoverage } from "./types.ts";

/** Counts for each bound field the sampled events of the map's kind that have a value for it. */
export function coverageOf({ fields, time, selects }: BoundFields, sample: EventBatch): FieldCoverage {
  const positions = new Map(sample.columns.map((column, index) => [column, index]));
  const valueIn = (expression: Expression): ((row: number) => Value) => {
    const evaluate = toEvaluator(expression);
    return (row) => evaluate((leaf) => (leaf.op === "column" ? cellAt(sample, positions.get(leaf.name), row) : null));
  };
  const isSelected = selects === null ? () => true : valueIn(selects);
  const rows = Array.from({ length: sample.rows }, (_, row) => row).filter((row) => isSelected(row) === true);
  const sources: [string, Expression][] = [...fields];
  if (time !== null) sources.unshift(["@timestamp", { op: "column", name: time.column, type: "text" }]);
  return {
    events: rows.length,
    filled: new Map(sources.map(([field, expression]) => [field, filledRows(rows, valueIn(expression))])),
  };
}

function filledRows(rows: readonly number[], valueAt: (row: number) => Value): number {
  return rows.filter((row) => (valueAt(row) ?? "") !== "").length;
}

function cellAt({ values }: EventBatch, column: number | undefined, row: number): string | null {
  return column === undefined ? null : (values[column]![row] ?? null);
}

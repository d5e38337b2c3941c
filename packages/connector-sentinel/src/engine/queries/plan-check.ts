import { columnsOf, runsIn } from "@winnow/expressions";
import type { ColumnInfo, Expression, ReducePlan } from "@winnow/core";
import { beyondKql, timeNotDatetime, unknownColumn } from "../errors.ts";
import type { QuerySource } from "./query-source.ts";

/**
 * Checks that the service can run a plan.
 * @throws `WN1581` for a column that the source lacks, `WN1582` for an expression that KQL cannot compute, `WN1583` for
 *   a time column that is no `datetime`
 */
export function assertRunsInKql({ keys, where, time }: ReducePlan, source: QuerySource): void {
  for (const { name, expression } of keys) assertComputable(name, expression, source);
  if (where !== null) assertComputable("where", where, source);
  if (time === null) return;
  const { type } = columnOf(source, time.column);
  if (type === "datetime" && (time.format === "auto" || time.format === "iso")) return;
  throw timeNotDatetime({ source: source.name, column: time.column, type, format: time.format });
}

function assertComputable(key: string, expression: Expression, source: QuerySource): void {
  for (const column of columnsOf(expression)) columnOf(source, column);
  if (!runsIn(source.dialect, expression)) throw beyondKql({ key });
}

function columnOf({ columns, name: source }: QuerySource, name: string): ColumnInfo {
  const column = columns.find((each) => each.name === name);
  if (column === undefined) throw unknownColumn({ source, column: name, known: columns.map((each) => each.name) });
  return column;
}

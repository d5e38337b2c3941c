import type { Dialect, Expression, ReducePlan } from "@winnow/core";
import { columnsOf, runsIn } from "@winnow/expressions";
import { duckdbDialect } from "../dialect.ts";
import { beyondEngine, unknownColumn } from "../errors.ts";
import { type BaseKey, type KeyPlan, planKeys } from "./key-plan.ts";

/**
 * A plan bound to the columns of a source and to the schema of its tables. Texts become numbers early: events are
 * grouped by numbers alone.
 *
 * | table | one row per | columns |
 * |---|---|---|
 * | `loaded` | readable record, in order | `t` µs, `s` state, `r<c>` the text of column c, `x<i>` key i of the scan |
 * | `dictionary_<c>` | distinct text of column c | `v`, `d<i>` key i as computed |
 * | `source_<c>` | distinct text of column c | `v`, `d<i>` key i, texts as numbers; the number of `v` is its rowid; of long texts a digest `h`, and `v` where groups refer to it |
 * | `texts_<i>` | distinct text of key i | `v`; its number is its rowid |
 * | `keyed` | event that passed the filter | `p` its position in `loaded`, `t`, `k<i>` base keys, texts as numbers |
 * | `others` | readable record in no group | `p`, `t`, `s` |
 * | `grouped` | group | `h`, `n` events, `a` first and `b` last time, `k<i>` |
 * | `members` | event of a group | `p`, `t`, `h`, `f` whether it is at the group's first instant |
 * | `firsts` | group | `h`, `r` smallest position at the first instant, `c` events at that instant |
 * | `ties` | group with several events at its first instant | `h`, `r` position of the exemplar |
 * | `groups` | group, in order; its number is its rowid | `h`, `n`, `a`, `b`, `k<i>`, `r` position of the exemplar |
 * | `derived_<i>` | combination of inputs of derived key i | the inputs, `v` |
 * | `events` | readable record; its position is its rowid | `t`, `s`, `g` its group |
 *
 * Of these, `source_<c>` (where groups refer to it), `texts_<i>`, `groups`, `derived_<i>` and `events` remain.
 */
export interface BoundPlan extends Pick<ReducePlan, "time" | "where"> {
  readonly columns: readonly string[];
  readonly schema: string;
  readonly keys: KeyPlan;
  /** Columns, by position, whose texts are loaded. */
  readonly sources: readonly number[];
}

/** State of a loaded record. */
export const STATE = { grouped: 0, timeUnreadable: 1, timeMissing: 2, filtered: 3 } as const;

/** @throws `WN1405` for a column that the source lacks, `WN1406` for an expression that DuckDB cannot compute */
export function bindPlan(plan: ReducePlan, columns: readonly string[], schema: string): BoundPlan {
  for (const { name, expression } of plan.keys) requireRuns(name, expression, columns);
  if (plan.where !== null) requireRuns("where", plan.where, columns);
  if (plan.time !== null) positionOf(plan.time.column, columns);
  const keys = planKeys(plan.keys);
  const sources = keys.base.flatMap(({ column }) => (column === undefined ? [] : [positionOf(column, columns)]));
  return { time: plan.time, where: plan.where, columns, schema, keys, sources: [...new Set(sources)] };
}

function requireRuns(name: string, expression: Expression, columns: readonly string[]): void {
  if (!runsIn(duckdbDialect, expression)) throw beyondEngine({ key: name });
  for (const column of columnsOf(expression)) positionOf(column, columns);
}

function positionOf(column: string, columns: readonly string[]): number {
  const position = columns.indexOf(column);
  if (position < 0) throw unknownColumn({ column, columns });
  return position;
}

export function tableOf(plan: BoundPlan, name: string): string {
  return `${plan.schema}.${name}`;
}

export function columnIndex(plan: BoundPlan, column: string): number {
  return positionOf(column, plan.columns);
}

export function isText({ expression }: BaseKey): boolean {
  return expression.type === "text";
}

export function baseKey(plan: BoundPlan, index: number): BaseKey {
  return plan.keys.base.find((key) => key.index === index)!;
}

/** Text keys that the scan computes. */
export function scannedTexts(plan: BoundPlan): readonly BaseKey[] {
  return plan.keys.base.filter((key) => key.from === "scan" && isText(key));
}

/** Keys that are computed once for each distinct text of a column. */
export function dictionaryKeys(plan: BoundPlan, source: number): readonly BaseKey[] {
  return plan.keys.base.filter(({ from, column }) => from === "dictionary" && columnIndex(plan, column!) === source);
}

/** Table whose rowids are the numbers of a text key. */
export function textTable(plan: BoundPlan, { index, from, column }: BaseKey): string {
  return tableOf(plan, from === "column" ? `source_${columnIndex(plan, column!)}` : `texts_${index}`);
}

/** A condition that key `k<i>` of a relation equals that of `other`. Texts are never NULL, numbers may be. */
export function sameKey(key: BaseKey, relation: string, other: string): string {
  const operator = isText(key) ? "=" : "is not distinct from";
  return `${relation}.k${key.index} ${operator} ${other}.k${key.index}`;
}

export function dialectOf(leaf: (leaf: Expression) => string): Dialect {
  return { ...duckdbDialect, leaf };
}

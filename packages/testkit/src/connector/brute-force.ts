import {
  columnLeaf,
  parseExpression,
  parseTime,
  toEvaluator,
  type Evaluator,
  type Expression,
  type GroupBatch,
  type GroupKey,
  type KeyColumn,
  type ReducePlan,
  type TimeSource,
  type Value,
} from "@winnow/core";
import type { EventRow } from "./rows.ts";

/** A group, by whoever made it. */
export interface Group {
  readonly key: string;
  readonly count: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** Columns with the fewest values come first: groups by them are few and large. */
function columnsByVariety(events: readonly EventRow[]): readonly string[] {
  const values = new Map<string, Set<string>>();
  for (const row of events) {
    for (const [column, value] of Object.entries(row)) {
      if (value === null) continue;
      if (!values.has(column)) values.set(column, new Set());
      values.get(column)!.add(value);
    }
  }
  const columns = [...values].sort(([a, seenA], [b, seenB]) => seenA.size - seenB.size || (a < b ? -1 : 1));
  const varied = columns.filter(([, seen]) => seen.size > 1);
  return (varied.length > 0 ? varied : columns).map(([column]) => column);
}

/** Keys that any source allows: two columns, the length of a third, and the hour where there is a time. */
export function usualKeys(events: readonly EventRow[], time: TimeSource | null): readonly GroupKey[] {
  const [first, second = first, third = second] = columnsByVariety(events);
  if (first === undefined) return [];
  const keys: GroupKey[] = [
    { name: "first", expression: columnLeaf(first) },
    { name: "second", expression: columnLeaf(second!) },
    { name: "length", expression: parseExpression({ length: third }, columnLeaf) },
  ];
  const hour: Expression = { op: "apply", operator: "hour", args: [{ op: "time", type: "time" }], type: "number" };
  return time === null ? keys : [...keys, { name: "hour", expression: hour }];
}

/** A condition that holds for some events and not for others, where a column has two values. */
export function usualCondition(events: readonly EventRow[]): Expression | undefined {
  const [column] = columnsByVariety(events);
  const value = events.map((row) => (column === undefined ? null : row[column])).find((text) => text);
  if (column === undefined || value === undefined || value === null) return undefined;
  return parseExpression({ equals: [column, value] }, columnLeaf);
}

/** The reference: every event looked at. Columns without a value count as empty text. */
export function groupedByForce(events: readonly EventRow[], { keys, time, where }: ReducePlan): readonly Group[] {
  const holds = where === null ? undefined : valueIn(where, time);
  const evaluators = keys.map(({ expression }) => valueIn(expression, time));
  const groups = new Map<string, { count: number; first: bigint; last: bigint }>();
  for (const row of events) {
    if (holds !== undefined && holds(row) !== true) continue;
    const key = JSON.stringify(evaluators.map((valueOf) => valueText(valueOf(row))));
    const instant = instantOf(row, time) ?? 0n;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { count: 1, first: instant, last: instant });
    else {
      group.count++;
      if (instant < group.first) group.first = instant;
      if (instant > group.last) group.last = instant;
    }
  }
  return sorted([...groups].map(([key, group]) => ({ key, ...group })));
}

function valueIn(expression: Expression, time: TimeSource | null): (row: EventRow) => Value {
  const evaluate: Evaluator = toEvaluator(expression);
  return (row) =>
    evaluate((leaf) => {
      if (leaf.op === "column") return row[leaf.name] ?? "";
      return leaf.op === "time" ? instantOf(row, time) : null;
    });
}

/** µs since 1970; `null` without a time. */
export function instantOf(row: EventRow, time: TimeSource | null): bigint | null {
  const text = time === null ? null : row[time.column];
  return text === null || text === undefined ? null : parseTime(text, time!.format);
}

/** The key of one event, as {@link groupedByForce} and {@link groupsIn} write it. */
export function keyOfEvent(row: EventRow, { keys, time }: ReducePlan): string {
  return JSON.stringify(keys.map(({ expression }) => valueText(valueIn(expression, time)(row))));
}

function valueText(value: Value): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return "";
  if (typeof value === "boolean") return value ? "1" : "0";
  return String(value);
}

/** The groups of an engine's batches. */
export function groupsIn(batches: readonly GroupBatch[]): readonly Group[] {
  return sorted(batches.flatMap((batch) => Array.from({ length: batch.rows }, (_, row) => groupAt(batch, row))));
}

function groupAt({ keys, counts, firstTimes, lastTimes }: GroupBatch, row: number): Group {
  const key = JSON.stringify(keys.map((column) => keyText(column, row)));
  return { key, count: counts[row]!, first: firstTimes[row]!, last: lastTimes[row]! };
}

function keyText(column: KeyColumn, row: number): string {
  return valueText(column.values[row] ?? null);
}

function sorted(groups: readonly Group[]): readonly Group[] {
  return [...groups].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

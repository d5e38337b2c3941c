import {
  columnLeaf,
  parseExpression,
  parseTime,
  toEvaluator,
  type Evaluator,
  type TimeSource,
} from "@winnow/expressions";
import {
  contentDigest,
  type Expression,
  type GroupBatch,
  type KeyColumn,
  type ReducePlan,
  type Value,
} from "@winnow/core";
import type { EventRow } from "./rows.ts";

/** A group, of an engine or of the reference. */
export interface Group {
  readonly key: string;
  readonly count: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** A group of the reference. */
export interface ReferenceGroup extends Group {
  /** The smallest digest of the events at `first`. */
  readonly exemplarDigest: string;
}

/** A group of an engine. */
export interface EngineGroup extends Group {
  readonly exemplar: number;
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

/** Keys that any source allows: two columns, the length of a third, and the hour if there is a time. */
export function usualKeys(events: readonly EventRow[], time: TimeSource | null): ReducePlan["keys"] {
  const [first, second = first, third = second] = columnsByVariety(events);
  if (first === undefined) return [];
  const keys = [
    { name: "first", expression: columnLeaf(first) },
    { name: "second", expression: columnLeaf(second!) },
    { name: "length", expression: parseExpression({ length: third }, columnLeaf) },
  ];
  const hour: Expression = { op: "apply", operator: "hour", args: [{ op: "time", type: "time" }], type: "number" };
  return time === null ? keys : [...keys, { name: "hour", expression: hour }];
}

/** A condition that is true for some events and false for others, if a column has two values. */
export function usualCondition(events: readonly EventRow[]): Expression | undefined {
  const [column] = columnsByVariety(events);
  const value = events.map((row) => (column === undefined ? null : row[column])).find((text) => text);
  if (column === undefined || value === undefined || value === null) return undefined;
  return parseExpression({ equals: [column, value] }, columnLeaf);
}

/** The reference, from every single event. A column without a value is treated as empty text. */
export function groupedByForce(events: readonly EventRow[], plan: ReducePlan): readonly ReferenceGroup[] {
  const isClustered = plan.where === null ? undefined : valueIn(plan.where, plan.time);
  const keyOfRow = keyReader(plan);
  const groups = new Map<string, EventRow[]>();
  for (const row of events) {
    if (isClustered !== undefined && isClustered(row) !== true) continue;
    const key = keyOfRow(row);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key)!.push(row);
  }
  return sorted([...groups].map(([key, members]) => referenceGroup(key, members, plan)));
}

function referenceGroup(key: string, members: readonly EventRow[], plan: ReducePlan): ReferenceGroup {
  const instants = members.map((row) => instantOf(row, plan.time) ?? 0n);
  const first = instants.reduce((a, b) => (b < a ? b : a));
  const last = instants.reduce((a, b) => (b > a ? b : a));
  const digests = members.filter((_, i) => instants[i] === first).map((row) => digestOf(row, plan));
  const exemplarDigest = digests.reduce((a, b) => (b < a ? b : a));
  return { key, count: members.length, first, last, exemplarDigest };
}

/** Digest of an event, as the plan defines it. */
export function digestOf(row: EventRow, { digest = contentDigest }: ReducePlan): string {
  return digest(Object.keys(row), Object.values(row));
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

/** Reads the key of an event, in the form of {@link Group.key}. */
export function keyReader({ keys, time }: ReducePlan): (row: EventRow) => string {
  const readers = keys.map(({ expression }) => valueIn(expression, time));
  return (row) => JSON.stringify(readers.map((valueOf) => valueText(valueOf(row))));
}

function valueText(value: Value): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return "";
  if (typeof value === "boolean") return value ? "1" : "0";
  return String(value);
}

/** The groups of a batch, in its order. */
export function groupsIn(batch: GroupBatch): readonly EngineGroup[] {
  const { keys, counts, firstTimes, lastTimes, exemplars } = batch;
  return Array.from({ length: batch.rows }, (_, row) => ({
    key: JSON.stringify(keys.map((column) => keyText(column, row))),
    count: counts[row]!,
    first: firstTimes[row]!,
    last: lastTimes[row]!,
    exemplar: exemplars[row]!,
  }));
}

function keyText(column: KeyColumn, row: number): string {
  return valueText(column.values[row] ?? null);
}

function sorted<G extends Group>(groups: readonly G[]): readonly G[] {
  return [...groups].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

import { parseTime, toEvaluator } from "@winnow/expressions";
import {
  contentDigest,
  throwIfAborted,
  type Drill,
  type EventBatch,
  type EventEngine,
  type EventQuery,
  type Expression,
  type GroupBatch,
  type Histogram,
  type KeyColumn,
  type Ledger,
  type ReducePlan,
  type Reduction,
  type Reject,
  type Value,
} from "@winnow/core";
import type { EventRow } from "../../src/index.ts";

/** An event in memory. */
interface Held {
  readonly row: EventRow;
  readonly time: bigint;
  /** Data row. */
  readonly number: number;
}

export function batchOf(rows: readonly EventRow[]): EventBatch {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { columns, rows: rows.length, values: columns.map((column) => rows.map((row) => row[column] ?? null)) };
}

/** An engine over events in memory that does all that the contract requires, slowly. */
export function memoryEngine(rows: readonly EventRow[], rejects: readonly Reject[], signal: AbortSignal): EventEngine {
  const held = rows.map((row, number) => ({ row, time: parseTime(row["time"] ?? "", "iso") ?? 0n, number }));
  return {
    kind: "engine",
    dialect: { name: "memory" } as never,
    columns: async () => batchOf(rows).columns.map((name) => ({ name, type: "text" })),
    sample: async (limit) => batchOf(rows.slice(0, limit)),
    reduce: async (plan) => {
      throwIfAborted(signal);
      return memoryReduction(held, rejects, plan, signal);
    },
    close: async () => {},
  };
}

function memoryReduction(
  held: readonly Held[],
  rejects: readonly Reject[],
  plan: ReducePlan,
  signal: AbortSignal,
): Reduction {
  const groups = grouped(held, plan);
  const eventsAt = async function* (numbers: readonly number[]): AsyncGenerator<EventBatch> {
    throwIfAborted(signal);
    yield { ...batchOf(numbers.map((number) => held[number]!.row)), dataRows: Float64Array.from(numbers) };
  };
  return {
    groups: async function* () {
      if (groups.length > 0) yield batchOfGroups(groups, plan);
    },
    exemplars: eventsAt,
    ledger: async () => ledgerOf(held.length, groups.flat().length, rejects.length),
    rejects: async function* () {
      yield* rejects;
    },
    inputs: async () => [],
    drill: memoryDrill(held, groups, eventsAt),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** The members of every group, by time and then by digest. */
function grouped(held: readonly Held[], plan: ReducePlan): readonly (readonly Held[])[] {
  const groups = new Map<string, Held[]>();
  for (const each of held) {
    if (plan.where !== null && valueOf(plan.where, each) !== true) continue;
    const key = JSON.stringify(plan.keys.map(({ expression }) => String(valueOf(expression, each))));
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const digest = ({ row }: Held): string => (plan.digest ?? contentDigest)(Object.keys(row), Object.values(row));
  const byDigest = (a: Held, b: Held): number => (digest(a) < digest(b) ? -1 : 1);
  const order = (a: Held, b: Held): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : byDigest(a, b));
  const members = [...groups.values()];
  if (plan.time === null) return members;
  return members.map((group) => group.sort(order)).sort(([a], [b]) => order(a!, b!));
}

function valueOf(expression: Expression, { row, time }: Held): Value {
  return toEvaluator(expression)((leaf) => (leaf.op === "column" ? (row[leaf.name] ?? "") : time));
}

function batchOfGroups(groups: readonly (readonly Held[])[], plan: ReducePlan): GroupBatch {
  const timeOf = ({ time }: Held): bigint => (plan.time === null ? 0n : time);
  return {
    rows: groups.length,
    keys: plan.keys.map(({ expression }) => keyColumn(groups, expression)),
    counts: Float64Array.from(groups, ({ length }) => length),
    firstTimes: BigInt64Array.from(groups, (members) => timeOf(members[0]!)),
    lastTimes: BigInt64Array.from(groups, (members) => timeOf(members.at(-1)!)),
    exemplars: Float64Array.from(groups, ([first]) => first!.number),
  };
}

function keyColumn(groups: readonly (readonly Held[])[], expression: Expression): KeyColumn {
  const values = groups.map(([first]) => valueOf(expression, first!));
  return expression.type === "text"
    ? { type: "text", values: values as string[] }
    : { type: "number", values: Float64Array.from(values as number[]) };
}

function ledgerOf(held: number, clustered: number, rejected: number): Ledger {
  const reasons = rejected === 0 ? {} : { "no record": rejected };
  return { read: held + rejected, rejected, filtered: held - clustered, clustered, reasons };
}

function memoryDrill(
  held: readonly Held[],
  groups: readonly (readonly Held[])[],
  eventsAt: (numbers: readonly number[]) => AsyncIterable<EventBatch>,
): Drill {
  const groupOf = new Map(groups.flatMap((members, group) => members.map(({ number }) => [number, group] as const)));
  const numbersOf = ({ rows, groups: some, limit = Infinity }: EventQuery): readonly number[] => {
    const isAsked = ({ number }: Held): boolean => some?.includes(groupOf.get(number) ?? -1) ?? true;
    return (rows ?? held.filter(isAsked).map(({ number }) => number)).slice(0, limit);
  };
  const histogram = async (query: EventQuery, buckets: number): Promise<Histogram> => {
    const times = numbersOf(query).map((number) => held[number]!.time);
    const start = times.reduce((a, b) => (b < a ? b : a), times[0] ?? 0n);
    const end = times.reduce((a, b) => (b > a ? b : a), start);
    const width = (end - start) / BigInt(buckets) + 1n;
    const counts = new Float64Array(buckets);
    for (const time of times) counts[Number((time - start) / width)]!++;
    return { start, width, counts };
  };
  return {
    events: (query) => eventsAt(numbersOf(query)),
    histogram,
    memberships: async function* () {
      const members = [...groupOf].sort(([a], [b]) => a - b);
      yield {
        rows: Float64Array.from(members, ([number]) => number),
        groups: Int32Array.from(members, ([, group]) => group),
      };
    },
    activity: async (steps) => {
      const { start, width } = await histogram({}, steps);
      const members = groups.flat();
      return {
        start,
        width,
        groups: Int32Array.from(members, ({ number }) => groupOf.get(number)!),
        steps: Int32Array.from(members, ({ time }) => Number((time - start) / width)),
        counts: new Float64Array(members.length).fill(1),
      };
    },
  };
}

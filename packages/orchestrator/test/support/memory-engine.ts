import { toEvaluator } from "@winnow/expressions";
import {
  contentDigest,
  type ColumnInfo,
  type Dialect,
  type EventBatch,
  type EventEngine,
  type Expression,
  type GroupBatch,
  type KeyColumn,
  type Ledger,
  type ReducePlan,
  type Reduction,
  type Value,
} from "@winnow/core";

export type Event = Readonly<Record<string, string>>;

/**
 * The smallest engine that keeps the contract: events in memory, no operator of its own, so that every expression is
 * cut down to raw columns and runs in JavaScript. The reference that other engines are compared with.
 */
export class MemoryEngine implements EventEngine {
  readonly kind = "engine";
  readonly dialect: Dialect;
  closed = false;
  readonly #events: readonly Event[];
  readonly #columns: readonly string[];

  /** @param operators that it claims to have; none by default */
  constructor(
    events: readonly Event[],
    columns: readonly string[] = Object.keys(events[0] ?? {}),
    operators: Iterable<string> = [],
  ) {
    this.dialect = {
      name: "memory",
      leaf: () => "",
      operators: Object.fromEntries(Array.from(operators, (name) => [name, () => ""])),
    };
    this.#events = events;
    this.#columns = columns;
  }

  columns(): Promise<readonly ColumnInfo[]> {
    return Promise.resolve(this.#columns.map((name) => ({ name, type: "text" })));
  }

  sample(limit: number): Promise<EventBatch> {
    return Promise.resolve(this.#batch(this.#events.map((_, row) => row).slice(0, limit)));
  }

  reduce(plan: ReducePlan): Promise<Reduction> {
    const times = this.#events.map((event) => readTime(event, plan));
    const groups = new Map<string, number[]>();
    const counts = { read: this.#events.length, rejected: 0, filtered: 0, clustered: 0 };
    this.#events.forEach((event, row) => {
      if (times[row] === null) return void counts.rejected++;
      const value = (expression: Expression): Value => this.#value(expression, event, times[row]!);
      if (plan.where !== null && value(plan.where) !== true) return void counts.filtered++;
      counts.clustered++;
      const key = JSON.stringify(plan.keys.map(({ expression }) => String(value(expression))));
      groups.set(key, [...(groups.get(key) ?? []), row]);
    });
    const reasons: Record<string, number> = counts.rejected > 0 ? { "time cannot be read": counts.rejected } : {};
    const earliest = (rows: readonly number[]): bigint =>
      rows.map((row) => times[row]!).reduce((a, b) => (a < b ? a : b));
    const lists = [...groups.values()].sort((a, b) =>
      earliest(a) < earliest(b) ? -1 : earliest(a) > earliest(b) ? 1 : 0,
    );
    return Promise.resolve(this.#reduction(lists, { ...counts, reasons }, plan, times));
  }

  #reduction(
    lists: readonly number[][],
    ledger: Ledger,
    plan: ReducePlan,
    times: readonly (bigint | null)[],
  ): Reduction {
    const groupOf = new Map(lists.flatMap((rows, group) => rows.map((row) => [row, group] as const)));
    const batch = (rows: readonly number[]): EventBatch => this.#batch(rows);
    const groupBatch = (part: readonly number[][]): GroupBatch => this.#groupBatch(part, plan, times);
    const all = this.#events.map((_, row) => row);
    return {
      // Two batches, so that the reader must put them together.
      async *groups() {
        const half = Math.ceil(lists.length / 2);
        for (const part of [lists.slice(0, half), lists.slice(half)]) yield groupBatch(part);
      },
      async *exemplars(events) {
        yield batch(events);
      },
      ledger: () => Promise.resolve(ledger),
      async *rejects() {},
      inputs: () => Promise.resolve([]),
      drill: {
        async *memberships() {
          const rows = all.filter((row) => groupOf.has(row));
          yield { rows: Float64Array.from(rows), groups: Int32Array.from(rows, (row) => groupOf.get(row)!) };
        },
        async *events({ rows, groups, limit }) {
          const wanted = rows ?? all.filter((row) => groups === undefined || groups.includes(groupOf.get(row) ?? -1));
          yield batch(wanted.slice(0, limit));
        },
        histogram: () => Promise.resolve({ start: 0n, width: 1n, counts: new Float64Array(1) }),
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  #value(expression: Expression, event: Event, time: bigint): Value {
    return toEvaluator(expression)((leaf) => (leaf.op === "column" ? event[leaf.name]! : time));
  }

  #batch(rows: readonly number[]): EventBatch {
    const values = this.#columns.map((column) => rows.map((row) => this.#events[row]![column] ?? null));
    return { columns: this.#columns, rows: rows.length, values };
  }

  #groupBatch(lists: readonly number[][], plan: ReducePlan, times: readonly (bigint | null)[]): GroupBatch {
    const earliest = lists.map((rows) => rows.toSorted((a, b) => this.#compare(a, b, plan, times))[0]!);
    const latest = lists.map((rows) => rows.map((row) => times[row]!).reduce((a, b) => (a > b ? a : b)));
    return {
      rows: lists.length,
      keys: plan.keys.map(({ expression }): KeyColumn => {
        const values = earliest.map((row) => this.#value(expression, this.#events[row]!, times[row]!));
        if (expression.type === "time") return { type: "time", values: BigInt64Array.from(values as bigint[]) };
        if (expression.type === "text") return { type: "text", values: values as string[] };
        const numbers = Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));
        return { type: expression.type as "number" | "boolean", values: numbers };
      }),
      counts: Float64Array.from(lists, (rows) => rows.length),
      firstTimes: BigInt64Array.from(earliest, (row) => times[row]!),
      lastTimes: BigInt64Array.from(latest),
      exemplars: Float64Array.from(earliest),
    };
  }

  #compare(a: number, b: number, { digest = contentDigest }: ReducePlan, times: readonly (bigint | null)[]): number {
    if (times[a] !== times[b]) return times[a]! < times[b]! ? -1 : 1;
    const [left, right] = [a, b].map((row) =>
      digest(
        this.#columns,
        this.#columns.map((name) => this.#events[row]![name] ?? null),
      ),
    );
    return left === right ? a - b : left! < right! ? -1 : 1;
  }
}

function readTime(event: Event, { time }: ReducePlan): bigint | null {
  if (time === null) return 0n;
  const milliseconds = Date.parse(event[time.column] ?? "");
  return Number.isNaN(milliseconds) ? null : BigInt(milliseconds) * 1000n;
}

import {
  toEvaluator,
  type ColumnInfo,
  type Dialect,
  type EventBatch,
  type EventEngine,
  type EventQuery,
  type Expression,
  type GroupBatch,
  type Histogram,
  type KeyColumn,
  type Ledger,
  type MembershipBatch,
  type ReducePlan,
  type Value,
} from "@winnow/core";

export type Event = Readonly<Record<string, string>>;

/**
 * The smallest engine that keeps the contract: events in memory, no operator of its own, so that every expression is
 * cut down to raw columns and runs in JavaScript. The reference that other engines are compared with.
 */
export class MemoryEngine implements EventEngine {
  readonly kind = "engine";
  readonly dialect: Dialect = { name: "memory", leaf: () => "", operators: {} };
  closed = false;
  readonly #events: readonly Event[];
  readonly #columns: readonly string[];
  #groupOf: (number | null)[] = [];
  #ledger: Ledger = { read: 0, rejected: 0, filtered: 0, clustered: 0, reasons: {} };

  constructor(events: readonly Event[], columns: readonly string[] = Object.keys(events[0] ?? {})) {
    this.#events = events;
    this.#columns = columns;
  }

  columns(): Promise<readonly ColumnInfo[]> {
    return Promise.resolve(this.#columns.map((name) => ({ name, type: "text" })));
  }

  sample(limit: number): Promise<EventBatch> {
    return Promise.resolve(this.#batch(this.#events.map((_, row) => row).slice(0, limit)));
  }

  async *reduce(plan: ReducePlan): AsyncGenerator<GroupBatch> {
    const times = this.#events.map((event) => readTime(event, plan));
    const groups = new Map<string, number[]>();
    this.#groupOf = this.#events.map(() => null);
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
    this.#ledger = { ...counts, reasons };
    const lists = [...groups.values()];
    lists.forEach((rows, group) => rows.forEach((row) => (this.#groupOf[row] = group)));
    // Two batches, so that the reader must put them together.
    const half = Math.ceil(lists.length / 2);
    for (const part of [lists.slice(0, half), lists.slice(half)]) yield this.#groupBatch(part, plan, times);
  }

  ledger(): Promise<Ledger> {
    return Promise.resolve(this.#ledger);
  }

  async *rejects(): AsyncGenerator<never> {}

  async *memberships(): AsyncGenerator<MembershipBatch> {
    const rows = this.#groupOf.flatMap((group, row) => (group === null ? [] : [row]));
    yield { rows: Float64Array.from(rows), groups: Int32Array.from(rows, (row) => this.#groupOf[row]!) };
  }

  async *events({ rows, groups, limit }: EventQuery): AsyncGenerator<EventBatch> {
    const all = this.#events.map((_, row) => row);
    const wanted = rows ?? all.filter((row) => groups === undefined || groups.includes(this.#groupOf[row] ?? -1));
    yield this.#batch(wanted.slice(0, limit));
  }

  histogram(): Promise<Histogram> {
    return Promise.resolve({ start: 0n, width: 1n, counts: new Float64Array(1) });
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
    const earliest = lists.map((rows) => rows.toSorted((a, b) => this.#compare(a, b, times))[0]!);
    const latest = lists.map((rows) => rows.map((row) => times[row]!).reduce((a, b) => (a > b ? a : b)));
    return {
      rows: lists.length,
      keys: plan.keys.map(({ expression }): KeyColumn => {
        const values = earliest.map((row) => this.#value(expression, this.#events[row]!, times[row]!));
        if (expression.type === "time") return { type: "time", values: BigInt64Array.from(values as bigint[]) };
        return { type: "text", values: values as string[] };
      }),
      counts: Float64Array.from(lists, (rows) => rows.length),
      firstTimes: BigInt64Array.from(earliest, (row) => times[row]!),
      lastTimes: BigInt64Array.from(latest),
      exemplars: Float64Array.from(earliest),
      tieBreaks: BigUint64Array.from(earliest, (row) => contentHash(this.#events[row]!)),
    };
  }

  #compare(a: number, b: number, times: readonly (bigint | null)[]): number {
    const byTime = Number(times[a]! - times[b]!);
    return byTime || Number(contentHash(this.#events[a]!) - contentHash(this.#events[b]!)) || a - b;
  }
}

function readTime(event: Event, { time }: ReducePlan): bigint | null {
  if (time === null) return 0n;
  const milliseconds = Date.parse(event[time.column] ?? "");
  return Number.isNaN(milliseconds) ? null : BigInt(milliseconds) * 1000n;
}

/** FNV-1a over the event's values: any function of the content alone will do. */
function contentHash(event: Event): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const character of JSON.stringify(event)) {
    hash = ((hash ^ BigInt(character.codePointAt(0)!)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash & 0x7fffffffffffffffn;
}

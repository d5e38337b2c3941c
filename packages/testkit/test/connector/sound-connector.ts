import {
  defineConnector,
  defineError,
  throwIfAborted,
  toEvaluator,
  parseTime,
  type ConnectorPlugin,
  type ErrorFactory,
  type EventBatch,
  type EventEngine,
  type EventQuery,
  type EventStream,
  type Expression,
  type GroupBatch,
  type KeyColumn,
  type OptionSchema,
  type ReducePlan,
  type Reject,
  type RunContext,
  type Value,
} from "@winnow/core";
import type { ConnectorSettings, EventRow } from "../../src/index.ts";

export interface SoundOptions {
  /** Which of the sources below. */
  readonly source: "whole" | "empty" | "unreadable" | "broken" | "partial" | "slow";
  readonly token: string;
}

export const SECRET = "s3cret-of-the-options";

const defaults: SoundOptions = { source: "whole", token: SECRET };

export const soundSchema: OptionSchema<SoundOptions> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) => {
      const options = { ...defaults, ...(value as Partial<SoundOptions>) };
      const unknown = Object.keys(options).find((key) => !Object.hasOwn(defaults, key));
      return unknown === undefined ? { value: options } : { issues: [{ message: `unknown option ${unknown}` }] };
    },
    jsonSchema: { input: () => schemaObject(), output: () => schemaObject() },
  },
};

function schemaObject(): Record<string, unknown> {
  const text = { type: "string" };
  return { type: "object", properties: { source: text, token: text }, additionalProperties: false };
}

/** Twelve events: ties, an event twice, values that are missing or empty, two hours. */
export const EVENTS: readonly EventRow[] = Array.from({ length: 12 }, (_, i) => ({
  time: new Date(Date.UTC(2026, 0, 1, 10 + (i % 2), 0, 7 + (i >> 2))).toISOString(),
  user: ["alice", "bob", "", null][i % 4]!,
  image: i > 9 ? "C:\\a.exe" : `C:\\${"b".repeat(i)}.exe`,
  ...(i % 3 === 0 && { note: "<b>\u{1f600}" }),
}));
const TIME = { column: "time", format: "iso" } as const;

export const broken: ErrorFactory<Record<string, never>> = defineError({
  code: "WN9999",
  summary: "For tests.",
  message: () => "the source broke off",
  hint: () => "",
});

export const soundSettings: ConnectorSettings = {
  options: {},
  gives: "engine",
  events: EVENTS,
  time: TIME,
  empty: { source: "empty" },
  unreadable: { options: { source: "unreadable" }, events: EVENTS.slice(0, 10), rejected: 2 },
  broken: [{ source: "broken" }],
  partial: { options: { source: "partial" }, events: EVENTS.slice(0, 6) },
  slow: async () => ({ source: "slow" }),
  secrets: [SECRET],
};

export const GAP = { source: "events", from: "2026-01-01T10:00:01Z", to: "2026-01-01T12:00:00Z", reason: "refused" };
const REJECT: Reject = { file: "a.log", line: 1, reason: "no record", text: "?" };

/** Parts of the sound connector that a test may spoil. */
export interface Parts {
  readonly options: OptionSchema<SoundOptions>;
  readonly batches: (options: SoundOptions, context: RunContext) => AsyncIterable<EventBatch>;
  readonly engine: (engine: EventEngine, options: SoundOptions, context: RunContext) => EventEngine;
  readonly rejects: (options: SoundOptions) => readonly Reject[];
  readonly probe: NonNullable<ConnectorPlugin<SoundOptions>["probe"]>;
}

export async function* soundBatches(options: SoundOptions, context: RunContext): AsyncGenerator<EventBatch> {
  const { source } = options;
  throwIfAborted(context.signal);
  if (source === "empty") return;
  if (source === "partial") context.gap(GAP);
  const most = { unreadable: 10, partial: 6 }[source as string] ?? EVENTS.length;
  for (let i = 0; i < most; i += 5) {
    throwIfAborted(context.signal);
    if (source === "broken" && i > 0) throw broken({});
    yield batchOf(EVENTS.slice(i, Math.min(i + 5, most)));
    const waits = source === "slow" ? 30 : 0;
    for (let wait = 0; wait < waits; wait++) await pause(5, context.signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
  throwIfAborted(signal);
}

export function batchOf(rows: readonly EventRow[]): EventBatch {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { columns, rows: rows.length, values: columns.map((column) => rows.map((row) => row[column] ?? null)) };
}

function soundRejects({ source }: SoundOptions): readonly Reject[] {
  return source === "unreadable" ? [REJECT, { ...REJECT, line: 2 }] : [];
}

const sound: Parts = {
  options: soundSchema,
  batches: soundBatches,
  engine: (engine) => engine,
  rejects: soundRejects,
  probe: async function* () {
    yield { subject: "credentials", ok: true, detail: "fine" };
  },
};

/** A connector that gives an engine, right in everything but the parts given. */
export function soundConnector(spoilt: Partial<Parts> = {}): ConnectorPlugin {
  const parts = { ...sound, ...spoilt };
  return connectorOf(parts, async (options, context) =>
    parts.engine(await MemoryEngine.hold(parts, options, context), options, context),
  );
}

/** A connector that gives a stream, right in everything but the parts given. */
export function soundStream(spoilt: Partial<Parts> = {}): ConnectorPlugin {
  const parts = { ...sound, ...spoilt };
  return connectorOf(parts, async (options, context): Promise<EventStream> => {
    throwIfAborted(context.signal);
    return {
      kind: "stream",
      batches: async function* (onReject) {
        for (const reject of parts.rejects(options)) onReject?.(reject);
        yield* parts.batches(options, context);
      },
    };
  });
}

function connectorOf({ options, probe }: Parts, connect: ConnectorPlugin<SoundOptions>["connect"]): ConnectorPlugin {
  return defineConnector<SoundOptions>({
    name: "sound",
    summary: "For tests",
    options,
    probe,
    connect,
  }) as ConnectorPlugin;
}

interface Held {
  readonly row: EventRow;
  readonly time: bigint;
  group: number;
}

/** Holds events in memory and does all that an engine must, slowly. */
class MemoryEngine implements EventEngine {
  readonly kind = "engine";
  readonly dialect: EventEngine["dialect"] = { name: "memory" } as never;
  readonly #held: readonly Held[];
  readonly #rejects: readonly Reject[];
  readonly #signal: AbortSignal;
  #groups: Held[][] = [];

  constructor(rows: readonly EventRow[], rejects: readonly Reject[], signal: AbortSignal) {
    this.#held = rows.map((row) => ({ row, time: parseTime(row["time"] ?? "", "iso") ?? 0n, group: -1 }));
    this.#rejects = rejects;
    this.#signal = signal;
  }

  static async hold(parts: Parts, options: SoundOptions, context: RunContext): Promise<MemoryEngine> {
    const rows: EventRow[] = [];
    for await (const { columns, rows: count, values } of parts.batches(options, context)) {
      for (let r = 0; r < count; r++) rows.push(Object.fromEntries(columns.map((name, c) => [name, values[c]![r]!])));
    }
    return new MemoryEngine(rows, parts.rejects(options), context.signal);
  }

  columns = async (): ReturnType<EventEngine["columns"]> =>
    batchOf(this.#held.map(({ row }) => row)).columns.map((name) => ({ name, type: "text" }));

  sample = async (limit: number): Promise<EventBatch> => batchOf(this.#held.slice(0, limit).map(({ row }) => row));

  async *reduce(plan: ReducePlan): AsyncGenerator<GroupBatch> {
    throwIfAborted(this.#signal);
    const groups = new Map<string, Held[]>();
    for (const held of this.#held) {
      held.group = -1;
      if (plan.where !== null && this.#valueOf(plan.where, held) !== true) continue;
      const key = JSON.stringify(plan.keys.map(({ expression }) => String(this.#valueOf(expression, held))));
      groups.set(key, [...(groups.get(key) ?? []), held]);
    }
    this.#groups = [...groups.values()].map((members) => members.sort((a, b) => (a.time < b.time ? -1 : 1)));
    for (const [group, members] of this.#groups.entries()) for (const held of members) held.group = group;
    if (this.#groups.length === 0) return;
    const hasTime = plan.time !== null;
    yield {
      rows: this.#groups.length,
      keys: plan.keys.map(({ expression }) => this.#keyColumn(expression)),
      counts: Float64Array.from(this.#groups, ({ length }) => length),
      firstTimes: BigInt64Array.from(this.#groups, (members) => (hasTime ? members[0]!.time : 0n)),
      lastTimes: BigInt64Array.from(this.#groups, (members) => (hasTime ? members.at(-1)!.time : 0n)),
      exemplars: Float64Array.from(this.#groups, (members) => this.#held.indexOf(members[0]!)),
      tieBreaks: BigUint64Array.from(this.#groups, () => 0n),
    };
  }

  #valueOf(expression: Expression, { row, time }: Held): Value {
    return toEvaluator(expression)((leaf) => (leaf.op === "column" ? (row[leaf.name] ?? "") : time));
  }

  #keyColumn(expression: Expression): KeyColumn {
    const values = this.#groups.map(([first]) => this.#valueOf(expression, first!));
    return expression.type === "text"
      ? { type: "text", values: values as string[] }
      : { type: "number", values: Float64Array.from(values as number[]) };
  }

  ledger = async (): ReturnType<EventEngine["ledger"]> => {
    const clustered = this.#held.filter(({ group }) => group >= 0).length;
    const rejected = this.#rejects.length;
    return {
      read: this.#held.length + rejected,
      rejected,
      filtered: this.#held.length - clustered,
      clustered,
      reasons: rejected === 0 ? {} : { "no record": rejected },
    };
  };

  async *rejects(): AsyncGenerator<Reject> {
    yield* this.#rejects;
  }

  async *memberships(): ReturnType<NonNullable<EventEngine["memberships"]>> {
    const members = [...this.#held.keys()].filter((row) => this.#held[row]!.group >= 0);
    yield { rows: Float64Array.from(members), groups: Int32Array.from(members, (row) => this.#held[row]!.group) };
  }

  #rowsOf({ rows, groups, limit = Infinity }: EventQuery): readonly number[] {
    const all = rows ?? [...this.#held.keys()].filter((row) => groups?.includes(this.#held[row]!.group) ?? true);
    return all.slice(0, limit);
  }

  async *events(query: EventQuery): AsyncGenerator<EventBatch> {
    throwIfAborted(this.#signal);
    const rows = this.#rowsOf(query);
    yield { ...batchOf(rows.map((row) => this.#held[row]!.row)), dataRows: Float64Array.from(rows) };
  }

  histogram = async (query: EventQuery, buckets: number): ReturnType<EventEngine["histogram"]> => {
    const times = this.#rowsOf(query).map((row) => this.#held[row]!.time);
    const start = times.reduce((a, b) => (b < a ? b : a), times[0] ?? 0n);
    const end = times.reduce((a, b) => (b > a ? b : a), start);
    const width = (end - start) / BigInt(buckets) + 1n;
    const counts = new Float64Array(buckets);
    for (const time of times) counts[Number((time - start) / width)]!++;
    return { start, width, counts };
  };

  activity = async (steps: number): ReturnType<NonNullable<EventEngine["activity"]>> => {
    const { start, width } = await this.histogram({}, steps);
    const members = this.#groups.flat();
    return {
      start,
      width,
      groups: Int32Array.from(members, ({ group }) => group),
      steps: Int32Array.from(members, ({ time }) => Number((time - start) / width)),
      counts: new Float64Array(members.length).fill(1),
    };
  };

  close = async (): Promise<void> => {};
}

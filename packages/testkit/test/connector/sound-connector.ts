import {
  defineConnector,
  defineError,
  throwIfAborted,
  type ConnectorPlugin,
  type ErrorFactory,
  type EventBatch,
  type EventEngine,
  type EventStream,
  type OptionSchema,
  type Reject,
  type RunContext,
} from "@winnow/core";
import type { ConnectorSettings, EventRow } from "../../src/index.ts";
import { batchOf, memoryEngine } from "./memory-engine.ts";

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

/** A connector of an engine, correct except for the given parts. */
export function soundConnector(spoilt: Partial<Parts> = {}): ConnectorPlugin {
  const parts = { ...sound, ...spoilt };
  return connectorOf(parts, async (options, context) => {
    const rows: EventRow[] = [];
    for await (const { columns, rows: count, values } of parts.batches(options, context)) {
      for (let r = 0; r < count; r++) rows.push(Object.fromEntries(columns.map((name, c) => [name, values[c]![r]!])));
    }
    return parts.engine(memoryEngine(rows, parts.rejects(options), context.signal), options, context);
  });
}

/** A connector of a stream, correct except for the given parts. */
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

import type { TimeSource } from "@winnow/expressions";
import type {
  ConnectorPlugin,
  EventBatch,
  EventEngine,
  EventStream,
  Gap,
  Ledger,
  ReducePlan,
  Reject,
  RunContext,
} from "@winnow/core";
import type { ExpectedFailures } from "../check.ts";
import { pluginOptions } from "../options/validation.ts";
import type { EventRow } from "./rows.ts";

/** Options as in a profile, or a function that returns them: some sources must be set up again for every reading. */
export type OptionsGiven = Readonly<Record<string, unknown>> | (() => Promise<Readonly<Record<string, unknown>>>);

/** A source that returns only a part of what it was asked for. */
export interface LackingSource {
  readonly options: OptionsGiven;
  /** The events that it returns nevertheless. */
  readonly events: readonly EventRow[];
}

/** How to check a connector. */
export interface ConnectorSettings {
  /** Options, as in a profile, of a source that contains `events`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Kind of source that the connector returns. */
  readonly gives: "stream" | "engine";
  /** Every event of the source, in any order: column → text; columns without a value can be omitted. */
  readonly events: readonly EventRow[];
  /** For engines: the column that contains an event's time. Every event must have a time that can be parsed. */
  readonly time?: TimeSource;
  /** For engines: the keys to group by; columns with few values by default. */
  readonly keys?: ReducePlan["keys"];
  /** A source without events. */
  readonly empty?: OptionsGiven;
  /** A source with records that cannot be read, and their number. */
  readonly unreadable?: LackingSource & { readonly rejected: number };
  /** Sources that fail on the way, at every attempt: damaged, cut off, refusing. */
  readonly broken?: readonly OptionsGiven[];
  /** A source of which a part fails at every attempt. */
  readonly partial?: LackingSource;
  /** A source that takes far longer than 100 ms to read: large, or slow to answer. */
  readonly slow?: OptionsGiven;
  /** The tokens and passwords in the options, which must not appear in any message. */
  readonly secrets?: readonly string[];
  /** Directory that relative paths in the options are resolved against. */
  readonly directory?: string;
  /** Checks that the plugin fails, with the reasons. A listed check that passes is a failure, too. */
  readonly expectedFailures?: ExpectedFailures;
}

/** The connector that the rules check. */
export interface Subject {
  readonly plugin: ConnectorPlugin;
  readonly settings: ConnectorSettings;
}

/** Messages of a connector while it was used. */
export interface Told {
  readonly warnings: string[];
  readonly gaps: Gap[];
  readonly progress: string[];
}

/** An open source. */
export interface Opened {
  readonly source: EventStream | EventEngine;
  readonly told: Told;
}

/** Opens the source of some options, uses it, and closes it. */
export async function withSource<T>(
  subject: Subject,
  given: OptionsGiven,
  use: (opened: Opened) => Promise<T>,
  signal: AbortSignal = new AbortController().signal,
  told: Told = { warnings: [], gaps: [], progress: [] },
): Promise<T> {
  const options = await pluginOptions(subject.plugin, await written(given));
  const source = await subject.plugin.connect(options, contextOf(subject, told, signal));
  try {
    return await use({ source, told });
  } finally {
    if (source.kind === "engine") await source.close();
  }
}

export async function written(given: OptionsGiven): Promise<Readonly<Record<string, unknown>>> {
  return typeof given === "function" ? given() : given;
}

export function contextOf({ settings }: Subject, told: Told, signal: AbortSignal): RunContext {
  const directory = settings.directory ?? ".";
  return {
    signal,
    profileDirectory: directory,
    outputDirectory: directory,
    progress: (progress) => void told.progress.push(JSON.stringify(progress)),
    warn: (message) => void told.warnings.push(message),
    gap: (gap) => void told.gaps.push(gap),
  };
}

/** All events of a source, and its rejected records. */
export interface Reading {
  readonly batches: readonly EventBatch[];
  readonly rejects: readonly Reject[];
  /** Of an engine; a stream has none. */
  readonly ledger: Ledger | undefined;
  readonly told: Told;
}

/** Reads a source to its end, as a run does: an engine reduces first. */
export async function read(subject: Subject, given: OptionsGiven, signal?: AbortSignal, told?: Told): Promise<Reading> {
  return withSource(subject, given, (opened) => readOpened(subject, opened), signal, told);
}

export async function readOpened({ settings }: Subject, { source, told }: Opened): Promise<Reading> {
  const batches: EventBatch[] = [];
  const rejects: Reject[] = [];
  if (source.kind === "stream") {
    for await (const batch of source.batches((reject) => rejects.push(reject))) batches.push(batch);
    return { batches, rejects, ledger: undefined, told };
  }
  const reduction = await source.reduce({ time: settings.time ?? null, where: null, keys: [] });
  try {
    const ledger = await reduction.ledger();
    for await (const reject of reduction.rejects()) rejects.push(reject);
    for await (const batch of reduction.drill?.events({}) ?? []) batches.push(batch);
    return { batches, rejects, ledger, told };
  } finally {
    await reduction[Symbol.asyncDispose]();
  }
}

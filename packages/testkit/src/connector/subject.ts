import type {
  ConnectorPlugin,
  EventBatch,
  EventEngine,
  EventStream,
  Gap,
  GroupKey,
  Ledger,
  Reject,
  RunContext,
  TimeSource,
} from "@winnow/core";
import type { ExpectedFailures } from "../check.ts";
import { pluginOptions } from "../options/validation.ts";
import type { EventRow } from "./rows.ts";

/** Options as a profile would give them, or what makes them: a source may have to be set up anew for each reading. */
export type OptionsGiven = Readonly<Record<string, unknown>> | (() => Promise<Readonly<Record<string, unknown>>>);

/** A source that does not give all of what it was asked for. */
export interface LackingSource {
  readonly options: OptionsGiven;
  /** The events that there are nevertheless. */
  readonly events: readonly EventRow[];
}

/** How a connector is to be checked. */
export interface ConnectorSettings {
  /** Options, as a profile would give them, of a source that holds `events`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the connector gives. */
  readonly gives: "stream" | "engine";
  /** Every event of the source, in any order: column → text; columns without a value may be left out. */
  readonly events: readonly EventRow[];
  /** For engines: the column that holds an event's time. Every event must have one that can be read. */
  readonly time?: TimeSource;
  /** For engines: what to group by; some columns with few values unless told. */
  readonly keys?: readonly GroupKey[];
  /** A source that holds no events. */
  readonly empty?: OptionsGiven;
  /** A source of which some records cannot be read, and how many. */
  readonly unreadable?: LackingSource & { readonly rejected: number };
  /** Sources that break off on the way, whatever is tried: damaged, cut off, refusing. */
  readonly broken?: readonly OptionsGiven[];
  /** A source of which a part cannot be had, whatever is tried. */
  readonly partial?: LackingSource;
  /** A source that takes far longer than 100 ms to read: large, or slow to answer. */
  readonly slow?: OptionsGiven;
  /** Texts that may be told nobody: the tokens and passwords in the options. */
  readonly secrets?: readonly string[];
  /** Directory that relative paths in the options start from. */
  readonly directory?: string;
  /** Checks that the plugin fails, with the reasons. One that passes after all is a failure, too. */
  readonly expectedFailures?: ExpectedFailures;
}

/** What the rules are put to. */
export interface Subject {
  readonly plugin: ConnectorPlugin;
  readonly settings: ConnectorSettings;
}

/** What a connector told while it was used. */
export interface Told {
  readonly warnings: string[];
  readonly gaps: Gap[];
  readonly progress: string[];
}

/** A source that is open. */
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

/** All that came of a source. */
export interface Reading {
  readonly batches: readonly EventBatch[];
  readonly rejects: readonly Reject[];
  /** Where an engine keeps it. */
  readonly ledger: Ledger | undefined;
  readonly told: Told;
}

/** Reads a source to its end, in the way of the runs: an engine reduces first. */
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
  for await (const _ of source.reduce({ time: settings.time ?? null, where: null, keys: [] }));
  const ledger = await source.ledger();
  for await (const reject of source.rejects()) rejects.push(reject);
  for await (const batch of source.events({})) batches.push(batch);
  return { batches, rejects, ledger, told };
}

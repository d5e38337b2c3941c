import type { Analysis } from "./analysis.ts";
import type { EventBatch, Reject } from "./events.ts";
import type { Ledger } from "./ledger.ts";
import type { Activity, EventQuery, Histogram, InputIdentity } from "./reduction.ts";

/**
 * An event that is shown beside a row's exemplar: it has a rare value that the exemplar has not, or it is the one that
 * gave the row its place.
 */
export interface FoldedRarity {
  /** Data row of the event that shows it. */
  readonly event: number;
  /** The guarded fields that are rare there, each with its value and how many events in all have it; may be none. */
  readonly values: readonly { readonly field: string; readonly value: string; readonly events: number }[];
}

/** One line of the answer: a cluster, or a single noise point. */
export interface OutputRow {
  /** Reading position, 1 = read first. */
  readonly rank: number;
  /** Key of the row, 0-based and unique: noise rows have one too. */
  readonly key: number;
  /** Cluster number, −1 for noise. */
  readonly clusterId: number;
  /** Events in the row. */
  readonly size: number;
  /** µs since 1970, UTC; `null` where the source has no time. */
  readonly firstTime: bigint | null;
  readonly lastTime: bigint | null;
  /** Number of the event that represents the row: its data row where the source numbers single events. */
  readonly exemplar: number;
  /** The exemplar's values of the clustered features, as in {@link RunResult.features}. */
  readonly features: Float64Array;
  /** The exemplar's values of the kept fields, as in {@link RunResult.kept}. */
  readonly kept: readonly string[];
  readonly folded: readonly FoldedRarity[];
  /** Why the row stands where it stands: short sentences with the numbers behind them. */
  readonly reasons: readonly string[];
  /** Groups of {@link RunResult.analysis} that make up the row, the exemplar's first. */
  readonly groups: Int32Array;
}

/** What the guard of one field amounts to: every rare value is shown, or the run fails. */
export interface GuardSummary {
  readonly field: string;
  /** A value was rare when at most this many events had it; Infinity where every value was guarded. */
  readonly atMost: number;
  /** Values that occur once. */
  readonly once: number;
  /** Guarded values in all. */
  readonly values: number;
}

/** How often one value stood in one slot of a row's command template. */
export interface SlotTally {
  readonly rank: number;
  readonly template: string;
  /** Which slot of the template, counted from 0. */
  readonly place: number;
  /** `<guid>`, `<number>`, … */
  readonly slot: string;
  /** `null` for all values beyond those that are told apart. */
  readonly value: string | null;
  readonly events: number;
}

/** Where each event went. Columns of equal length. */
export interface AssignmentBatch {
  /** 0-based data row of the input. */
  readonly row: Float64Array;
  /** Cluster number of its row, −1 for noise. */
  readonly cluster: Int32Array;
  readonly rank: Int32Array;
  readonly shown: Uint8Array;
}

/** Gives, for the events of a batch, the text of one field; empty where an event has none. */
export type FieldReader = (batch: EventBatch) => (row: number) => string;

/** A moment that the analyst named, for timelines: an alert, a call for help. */
export interface Mark {
  /** µs since 1970, UTC. */
  readonly time: bigint;
  readonly label: string;
}

/** A finished run, as sinks and the API see it. */
export interface RunResult {
  readonly profile: { readonly name: string; readonly hash: string };
  readonly ledger: Ledger;
  readonly counts: Manifest["counts"];
  /** Seconds per stage. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Names of the clustered features, in vector order. */
  readonly features: readonly string[];
  /** Names of the kept fields and text features. */
  readonly kept: readonly string[];
  /** In reading order. */
  readonly rows: readonly OutputRow[];
  readonly guarded: readonly GuardSummary[];
  /**
   * Reads a canonical field from events that arrive with their own columns; `undefined` where the source has none.
   * Times come as `2019-01-15T05:24:24.010000Z`, empty where they cannot be read.
   */
  reader(field: string): FieldReader | undefined;
  /** The exemplars with all their own columns, in reading order. */
  readonly exemplars: EventBatch;
  /** The events of the folded rarities, row by row in reading order, with all their own columns. */
  readonly foldedEvents: EventBatch;
  /** Per event, in row order; absent where the source never shows single events. */
  assignments?(): AsyncIterable<AssignmentBatch>;
  /**
   * What stood in the slots of each row's command lines, row by row. Reads every event behind the rows; absent where
   * the source has no command lines or never shows single events.
   */
  slots?(): AsyncIterable<SlotTally>;
  /** The rejected records; absent where only their number is known. */
  rejects?(): AsyncIterable<Reject>;
  /** The events behind rows; those that are shown, by their numbers, in every case. */
  events(query: EventQuery): AsyncIterable<EventBatch>;
  /** Events over time; absent where the events are not within reach. */
  histogram?(query: EventQuery, buckets: number): Promise<Histogram>;
  /** The events of every group over time; absent where the events are not within reach. */
  activity?(steps: number): Promise<Activity>;
  /** From groups to rows: what is needed to cluster again with other settings. */
  readonly analysis: Analysis;
  /** The profile's marks, by time. */
  readonly marks: readonly Mark[];
  readonly manifest: Manifest;
}

/** Everything needed to repeat a run. */
export interface Manifest {
  readonly winnow: string;
  readonly profile: {
    readonly name: string;
    readonly hash: string;
    readonly document: unknown;
    /** Folder that relative paths in the document start from, absolute. Absent in manifests of Winnow 0.1. */
    readonly directory?: string;
  };
  readonly plugins: readonly { readonly key: string; readonly origin: string; readonly version: string }[];
  /** The files that hold the events. */
  readonly inputs: readonly InputIdentity[];
  /** The groups files that the run read instead of the events in {@link inputs}; absent where it read events. */
  readonly groupsFiles?: readonly InputIdentity[];
  readonly fieldMap: { readonly name: string; readonly fields: Readonly<Record<string, unknown>> };
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly ledger: Ledger;
  readonly counts: {
    readonly groups: number;
    readonly points: number;
    readonly clusters: number;
    readonly noise: number;
    readonly rows: number;
  };
  readonly warnings: readonly string[];
}

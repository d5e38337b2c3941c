import type { ColumnInfo, EventBatch, Reject } from "./events.ts";
import type { Dialect, Expression } from "./expressions.ts";
import type { TimeFormat } from "./fields.ts";
import type { Ledger } from "./ledger.ts";

/** What an engine reduces by. Everything in it is bound to columns of the source. */
export interface ReducePlan {
  /** The column that holds an event's time. Without one, the order of reading is the order of time. */
  readonly time: { readonly column: string; readonly format: TimeFormat } | null;
  /** Filters out the events for which it is false. A boolean over `column` and `time` leaves. */
  readonly where: Expression | null;
  /** Events whose keys are all equal form one group. Over `column` and `time` leaves; the engine can run each. */
  readonly keys: readonly { readonly name: string; readonly expression: Expression }[];
  /**
   * Digest of an event's cells, which decides between events of one instant: the smallest text is the exemplar.
   * `contentDigest` where it is absent.
   */
  readonly digest?: EventDigest;
}

/** A text that is equal for events of equal content, whatever the order of their columns. */
export type EventDigest = (columns: readonly string[], cells: readonly (string | null)[]) => string;

/** The values of one key over the groups of a batch. Booleans are 0 and 1; instants are µs since 1970, UTC. */
export type KeyColumn =
  | {
      readonly type: "text";
      readonly values: readonly (string | null)[];
      /** Numbers of the texts, small and from 0: equal numbers are equal texts, throughout a reduction. Absent in engines without a dictionary. */
      readonly codes?: Int32Array;
    }
  | { readonly type: "number" | "boolean"; readonly values: Float64Array /** NaN where there is no value. */ }
  | { readonly type: "time"; readonly values: BigInt64Array };

/** Groups, numbered 0, 1, 2, … over all batches of one reduction. */
export interface GroupBatch {
  readonly rows: number;
  readonly keys: readonly KeyColumn[];
  /** Events per group, ≥ 1. */
  readonly counts: Float64Array;
  /** Time of the earliest and latest event, µs since 1970, UTC; 0 where the source has no time. */
  readonly firstTimes: BigInt64Array;
  readonly lastTimes: BigInt64Array;
  /**
   * Number of the event that represents the group, for {@link Reduction.exemplars}: the earliest; of several at one
   * instant the one with the smallest digest. Where the engine numbers single events it is the event's data row.
   */
  readonly exemplars: Float64Array;
}

/** Which data rows belong to which groups, in ascending order of the row. */
export interface MembershipBatch {
  readonly rows: Float64Array;
  readonly groups: Int32Array;
}

/** Counts of events over time. `counts[i]` is the number in `[start + i·width, start + (i+1)·width)`, in µs. */
export interface Histogram {
  readonly start: bigint;
  readonly width: bigint;
  readonly counts: Float64Array;
}

/**
 * Events of each group per step of time: columns of equal length, one entry for every pair that occurs, by group and
 * then by step. Step `s` is `[start + s·width, start + (s+1)·width)`, in µs.
 */
export interface Activity {
  readonly start: bigint;
  readonly width: bigint;
  readonly groups: Int32Array;
  readonly steps: Int32Array;
  readonly counts: Float64Array;
}

/** The events that a question is about: all, some by their numbers, or the members of some groups. */
export interface EventQuery {
  readonly rows?: readonly number[];
  readonly groups?: readonly number[];
  /** At most this many, in data-row order. */
  readonly limit?: number;
}

/** A file that was read. */
export interface InputIdentity {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the bytes in hexadecimal; `null` where it cannot be read a second time, such as a pipe. */
  readonly sha256: string | null;
  /** Set where no record was in it: two such files are equal, and no event is in both. */
  readonly isEmpty?: true;
}

/** Questions about single events. Only a reduction whose events are still within reach answers them. */
export interface Drill {
  /** Events with all their own columns. With `rows`, in the order asked for. */
  events(query: EventQuery): AsyncIterable<EventBatch>;
  /** Events over time, in `buckets` equal steps from the first to the last event asked for. */
  histogram(query: EventQuery, buckets: number): Promise<Histogram>;
  /** Membership of single events. Absent in engines that never see single events. */
  memberships?(): AsyncIterable<MembershipBatch>;
  /** The events of every group over time, in at most `steps` equal steps. */
  activity?(steps: number): Promise<Activity>;
}

/**
 * Groups of events: a value that can be read again and again, beside other reductions of the same engine, until it is
 * disposed of or its engine is closed.
 */
export interface Reduction extends AsyncDisposable {
  /** The groups, the same ones in the same order at every call. */
  groups(): AsyncIterable<GroupBatch>;
  /**
   * The events with these numbers, from {@link GroupBatch.exemplars}, with all their own columns, in the order asked
   * for, the same one twice if asked twice. `dataRows` of the batches are these numbers.
   */
  exemplars(events: readonly number[]): AsyncIterable<EventBatch>;
  ledger(): Promise<Ledger>;
  /** The rejected records, with reasons. */
  rejects(): AsyncIterable<Reject>;
  /** The files that were read; none where the source is no file. */
  inputs(): Promise<readonly InputIdentity[]>;
  readonly drill?: Drill;
}

/** Reduces events where they are held. */
export interface EventEngine {
  readonly kind: "engine";
  readonly dialect: Dialect;
  columns(): Promise<readonly ColumnInfo[]>;
  /** Some events from the start of the source, for detection and previews. */
  sample(limit: number): Promise<EventBatch>;
  /** Groups the events, exactly. Reads all of them before it returns. */
  reduce(plan: ReducePlan): Promise<Reduction>;
  /** Closes the source and disposes of every reduction. */
  close(): Promise<void>;
}

import type { EventBatch, ColumnInfo, Reject } from "./events.ts";
import type { Dialect } from "./expressions/dialect.ts";
import type { Expression } from "./expressions/syntax.ts";
import type { TimeFormat } from "./fields.ts";
import type { Ledger } from "./ledger.ts";

/** A value that groups are made by. Events whose keys are all equal form one group. */
export interface GroupKey {
  readonly name: string;
  /** Over `column` and `time` leaves; runs in the engine whole. */
  readonly expression: Expression;
}

/** What an engine is asked to reduce. Everything in it is bound to columns of the source. */
export interface ReducePlan {
  /** The column that holds an event's time. Without one, events count in the order they are read. */
  readonly time: { readonly column: string; readonly format: TimeFormat } | null;
  /** Events for which this does not hold are filtered out. A boolean over `column` and `time` leaves. */
  readonly where: Expression | null;
  readonly keys: readonly GroupKey[];
}

/** The values of one key over the groups of a batch. Booleans are 0 and 1; instants are µs since 1970, UTC. */
export type KeyColumn =
  | {
      readonly type: "text";
      readonly values: readonly (string | null)[];
      /** Numbers of the texts, small and from 0: equal numbers are equal texts, all through a reduction. Where an engine has them. */
      readonly codes?: Int32Array;
    }
  | { readonly type: "number" | "boolean"; readonly values: Float64Array /** NaN where there is no value. */ }
  | { readonly type: "time"; readonly values: BigInt64Array };

/** Groups in the order the engine numbers them: 0, 1, 2, … over all batches of one reduction. */
export interface GroupBatch {
  readonly rows: number;
  readonly keys: readonly KeyColumn[];
  /** Events per group, ≥ 1. */
  readonly counts: Float64Array;
  /** Time of the earliest and latest event, µs since 1970, UTC; 0 where the source has no time. */
  readonly firstTimes: BigInt64Array;
  readonly lastTimes: BigInt64Array;
  /**
   * Which event stands for the group: its 0-based data row. The earliest; of several at one instant the one whose
   * content sorts first, so that the order of the input cannot change it.
   */
  readonly exemplars: Float64Array;
  /** Orders events of one instant by content alone: equal for equal events. */
  readonly tieBreaks: BigUint64Array;
}

/** Which data rows belong to which groups, in ascending order of the row. */
export interface MembershipBatch {
  readonly rows: Float64Array;
  readonly groups: Int32Array;
}

/** Counts of events over time. `counts[i]` falls in `[start + i·width, start + (i+1)·width)`, in µs. */
export interface Histogram {
  readonly start: bigint;
  readonly width: bigint;
  readonly counts: Float64Array;
}

/**
 * How many events of each group fell into which step of time: columns of equal length, one entry for every pair that
 * occurs, by group and then by step. Step `s` is `[start + s·width, start + (s+1)·width)`, in µs.
 */
export interface Activity {
  readonly start: bigint;
  readonly width: bigint;
  readonly groups: Int32Array;
  readonly steps: Int32Array;
  readonly counts: Float64Array;
}

/** Which events a question is about: all, some data rows, or the members of some groups. */
export interface EventQuery {
  readonly rows?: readonly number[];
  readonly groups?: readonly number[];
  /** At most this many, in data-row order. */
  readonly limit?: number;
}

/** Holds events, or knows where they are held, and reduces them in place. */
export interface EventEngine {
  readonly kind: "engine";
  readonly dialect: Dialect;
  columns(): Promise<readonly ColumnInfo[]>;
  /** A few events from the start of the source, for detection and previews. */
  sample(limit: number): Promise<EventBatch>;
  /** Groups the events, exactly. May be called again with another plan; questions below are about the last one. */
  reduce(plan: ReducePlan): AsyncIterable<GroupBatch>;
  /** Counts of the last reduction; complete once its groups were read to the end. `clustered` counts grouped events. */
  ledger(): Promise<Ledger>;
  /** The records that could not be read, with reasons. */
  rejects(): AsyncIterable<Reject>;
  /** Membership of single events. Engines that never see single events leave it out. */
  memberships?(): AsyncIterable<MembershipBatch>;
  /** Events with all their own columns. With `rows`, in the order asked for. */
  events(query: EventQuery): AsyncIterable<EventBatch>;
  /** Events over time, in `buckets` equal steps from the first to the last event asked for. */
  histogram(query: EventQuery, buckets: number): Promise<Histogram>;
  /** The events of every group over time, in at most `steps` equal steps. Engines that cannot tell leave it out. */
  activity?(steps: number): Promise<Activity>;
  /** The files that were opened, for the manifest. Engines that read no files leave it out. */
  inputs?(): readonly { readonly path: string; readonly bytes: number }[];
  close(): Promise<void>;
}

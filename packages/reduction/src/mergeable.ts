import type { Drill, EventBatch, InputIdentity, Ledger, ReducedGroups, Reject } from "@winnow/core";
import type { BoundFields } from "@winnow/expressions";
import type { PlanIdentity } from "./identity.ts";

/** Which columns of events hold which fields. */
export interface SourceFields extends Pick<BoundFields, "fields" | "time"> {
  /** Name of the field map. */
  readonly map: string;
}

/** Groups over a plan's own values: can be stored, merged with others of the same identity, and compared. */
export interface MergeableReduction {
  readonly identity: PlanIdentity;
  /** Names of keys and measures of which the source has nothing: they are those of events without them. */
  readonly absent: readonly string[];
  /** Whether events have a time. Without one, reductions cannot be merged. */
  readonly timed: boolean;
  /** How to read fields from exemplars; one entry per field map. */
  readonly sources: readonly SourceFields[];
  /** Lists of the columns of events, one for each that differs; in the order of their text. */
  readonly headers: readonly (readonly string[])[];
  /** Columns of the events, of all headers. */
  readonly columns: readonly string[];
  /** Whether the events that represent groups can be read; false for groups that were stored without them. */
  readonly hasEvents: boolean;
  /** In content order; the same at every call. Secrets are masked. */
  groups(): Promise<ReducedGroups>;
  /** The events with these numbers, from `exemplars` and `peaks`, in the order asked for. Secrets are masked. */
  exemplars(events: readonly number[]): AsyncIterable<EventBatch>;
  /** Digests of the events with these numbers, which decide between events of one instant. */
  digests(events: readonly number[]): Promise<readonly string[]>;
  ledger(): Promise<Ledger>;
  /** The rejected records; absent where only their number is known. */
  rejects?(): AsyncIterable<Reject>;
  inputs(): Promise<readonly InputIdentity[]>;
  /** Names what was read where no file's hash identifies it: two reductions that share a slice cannot be merged. */
  slices(): Promise<readonly string[]>;
  /** Questions about single events, by group numbers of {@link groups}; absent where the events are not within reach. */
  readonly drill?: Drill;
  [Symbol.asyncDispose](): Promise<void>;
}

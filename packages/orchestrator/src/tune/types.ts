import type { TuningStart } from "@winnow/analysis";
import type { Profile } from "../profile/types.ts";

/** What one value of the tuned option would give. */
export interface TuneSetting {
  readonly value: number;
  readonly clusters: number;
  /** Points in no cluster: rows of their own. */
  readonly noise: number;
  /** Output rows: what the analyst would read. */
  readonly rows: number;
  /** Rare values that would stand inside a row whose exemplar shows another one. */
  readonly folded: number;
  /** Share of the events in the largest row, 0 to 1. */
  readonly largestShare: number;
  /** Whether anything comes apart: neither is all of it noise, nor each partition one row. */
  readonly separates: boolean;
}

/** The setting to take, and why. */
export interface Recommendation {
  readonly value: number;
  readonly reason: string;
}

/** A field whose rare values are counted. */
export interface WatchedField {
  readonly field: string;
  /** The field whose events are counted: the same one, or its family. */
  readonly by: string;
  readonly atMost: number;
}

/** What `winnow tune` shows. */
export interface TuneResult {
  readonly profile: string;
  readonly clusterer: string;
  readonly option: string;
  /** The option's value in the profile, default included. */
  readonly current: unknown;
  readonly within: readonly string[];
  readonly partitions: number;
  readonly events: number;
  readonly points: number;
  readonly watched: readonly WatchedField[];
  /** Distinct rare values of the watched fields, in all. */
  readonly rareValues: number;
  /** `null` where the points do not say where to start. */
  readonly start: TuningStart | null;
  /** Ascending by value. */
  readonly settings: readonly TuneSetting[];
  /** `null` where no setting separates anything. */
  readonly recommended: Recommendation | null;
  /** The profile's `cluster` with the recommended value in place, or as it is. */
  readonly cluster: Profile["cluster"];
}

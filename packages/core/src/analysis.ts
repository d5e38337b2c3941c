/**
 * Groups of events with equal features and equal kept values, in content order: by first time, then by kept values, then
 * by features. All arrays have one entry (or row) per group. Signals are measures: they never split a group.
 */
export interface ReducedGroups {
  readonly size: number;
  /** Row-major, `size × features`. */
  readonly features: Float64Array;
  /** Row-major, `size × kept`: positions in {@link dictionaries}. */
  readonly kept: Int32Array;
  /** Distinct values of each kept field, in order of appearance. */
  readonly dictionaries: readonly (readonly string[])[];
  readonly counts: Float64Array;
  /** µs since 1970, UTC; 0 where the source has no time. */
  readonly firstTimes: BigInt64Array;
  readonly lastTimes: BigInt64Array;
  /** Number of the event that represents each group: its earliest, of one instant the one with the smallest digest. */
  readonly exemplars: Float64Array;
  /** Signals of each group's peak, the event with the highest weighted sum of signals. Row-major, `size × signals`. */
  readonly signals: Float64Array;
  /** Number of that event; of several the earliest. The exemplar where the plan has no signals. */
  readonly peaks: Float64Array;
  /** Its time, µs since 1970, UTC; 0 where the source has no time. */
  readonly peakTimes: BigInt64Array;
  /** Sums of each signal over the group's events, exact multiples of 2⁻²⁰. Row-major, `size × signals`. */
  readonly signalSums: Float64Array;
}

/** A value of every group, for people: a feature, a kept field or a signal. */
export interface NamedValue {
  readonly name: string;
  readonly unit: string;
  readonly doc: string;
  /** What the report says where the value is high; of a text, what the report calls it. */
  readonly says?: string;
}

/** How groups become rows: which values span the space, which are kept, guarded and ranked by. */
export interface AnalysisPlan {
  /** The vector, in order. */
  readonly features: readonly NamedValue[];
  /** Fields and text features carried along; everything below refers to positions in it. */
  readonly kept: readonly NamedValue[];
  readonly within: readonly number[];
  readonly guard: {
    /** `show`: beside the row's exemplar; `split`: as a separate row. */
    readonly mode: "show" | "split";
    readonly fields: readonly {
      readonly position: number;
      /** Position of the field whose events are counted. */
      readonly by: number;
      readonly atMost: number;
    }[];
  };
  readonly rank: {
    readonly size: number;
    readonly outlier: number;
    readonly stability: number;
    readonly rarity: readonly { readonly positions: readonly number[]; readonly weight: number }[];
    /** Values that only the ranking uses, and their weights. */
    readonly signals: readonly NamedValue[];
    readonly signalWeights: readonly number[];
    /** For each signal the position of the kept text that explains it; null where there is none. */
    readonly signalTexts: readonly (number | null)[];
    readonly volume: readonly {
      readonly positions: readonly number[];
      readonly weight: number;
      /** Number of the summed signal. */
      readonly signal: number;
      readonly say: string;
    }[];
    readonly context: { readonly positions: readonly number[]; readonly weight: number } | null;
    readonly spread: { readonly positions: readonly number[]; readonly weight: number } | null;
  };
}

/** Everything that led from groups to rows: enough to go that way again with other settings, without the events. */
export interface Analysis {
  readonly groups: ReducedGroups;
  readonly plan: AnalysisPlan;
  /** How features are brought to comparable lengths before they are clustered. */
  readonly scale: "none" | "l2" | "standard" | "robust" | "minmax";
  readonly clusterer: {
    readonly name: string;
    /** Validated, defaults filled in. */
    readonly options: unknown;
  };
}

/** Groups of events with equal features and equal kept values. All arrays have one entry (or row) per group. */
export interface ReducedGroups {
  readonly size: number;
  /** Row-major, `size × features`. */
  readonly features: Float64Array;
  /** What only the ranking uses. Row-major, `size × signals`. */
  readonly signals: Float64Array;
  /** Row-major, `size × kept`: positions in {@link dictionaries}. */
  readonly kept: Int32Array;
  /** Distinct values of each kept field, in order of appearance. */
  readonly dictionaries: readonly (readonly string[])[];
  readonly counts: Float64Array;
  readonly firstTimes: BigInt64Array;
  readonly lastTimes: BigInt64Array;
  /** Data row of each group's earliest event. */
  readonly exemplars: Float64Array;
  readonly tieBreaks: BigUint64Array;
  /** Group here for each group of the engine. */
  readonly fromEngine: Int32Array;
}

/** A value of every group, for people: a feature, a kept field or a signal. */
export interface NamedValue {
  readonly name: string;
  readonly unit: string;
  readonly doc: string;
  /** What the report says where the value is high; of a text, what the report calls it. */
  readonly says?: string;
}

/** Guarded positions among the kept values. */
export interface PlannedGuard {
  /** `show`: beside the row's exemplar; `split`: as a row of its own. */
  readonly mode: "show" | "split";
  readonly fields: readonly {
    readonly position: number;
    /** Position of the field whose events are counted. */
    readonly by: number;
    readonly atMost: number;
  }[];
}

/** A rank term over positions among the kept values. */
export interface PlannedTerm {
  readonly positions: readonly number[];
  readonly weight: number;
}

export interface PlannedVolume extends PlannedTerm {
  /** Position of the summed signal. */
  readonly signal: number;
  readonly say: string;
}

export interface PlannedRanking {
  readonly size: number;
  readonly outlier: number;
  readonly stability: number;
  readonly rarity: readonly PlannedTerm[];
  /** Values that only the ranking uses, and their weights. */
  readonly signals: readonly NamedValue[];
  readonly signalWeights: readonly number[];
  /** For each signal the position of the kept text that tells which; null where there is none. */
  readonly signalTexts: readonly (number | null)[];
  readonly volume: readonly PlannedVolume[];
  readonly context: PlannedTerm | null;
  readonly spread: PlannedTerm | null;
}

/** What is done with reduced groups: which values span the space, which are kept, guarded and ranked by. */
export interface AnalysisPlan {
  /** The vector, in order. */
  readonly features: readonly NamedValue[];
  /** Fields and text features carried along; partitions and guards are positions in it. */
  readonly kept: readonly NamedValue[];
  readonly within: readonly number[];
  readonly guard: PlannedGuard;
  readonly rank: PlannedRanking;
}

/** How features are brought to comparable lengths before they are clustered. */
export type Scale = "none" | "l2" | "standard" | "robust" | "minmax";

/** Everything that led from groups to rows: enough to go that way again with other settings, without the events. */
export interface Analysis {
  readonly groups: ReducedGroups;
  readonly plan: AnalysisPlan;
  readonly scale: Scale;
  readonly clusterer: {
    readonly name: string;
    /** Validated, defaults filled in. */
    readonly options: unknown;
  };
}

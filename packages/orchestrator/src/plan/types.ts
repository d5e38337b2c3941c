import type { BoundFields, LeafValue, ReducePlan, Value } from "@winnow/core";
import type { Guard } from "../profile/types.ts";
import type { ChosenFieldMap } from "./field-map.ts";

/** A value of every group: its engine part is among the plan's keys, the rest runs here. */
export interface PlannedValue {
  readonly name: string;
  readonly unit: string;
  readonly doc: string;
  /** What the report says where the value is high; of a text, what the report calls it. */
  readonly says?: string;
  /** Whether the engine computes it whole. */
  readonly inEngine: boolean;
  /** The engine's keys that it reads: where they are equal, so is the value. */
  readonly keys: readonly number[];
  readonly evaluate: (leafValue: LeafValue) => Value;
}

/** Everything a run does, decided before it reads the events. */
export interface Plan {
  readonly fieldMap: ChosenFieldMap;
  readonly bound: BoundFields;
  readonly reduce: ReducePlan;
  /** The vector, in order. */
  readonly features: readonly PlannedValue[];
  /** Fields and text features carried along; partitions and guards are positions in it. */
  readonly kept: readonly PlannedValue[];
  readonly within: readonly number[];
  readonly guard: PlannedGuard;
  readonly rank: PlannedRanking;
}

/** Guarded positions among the kept values. */
export interface PlannedGuard {
  readonly mode: Guard["mode"];
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
  readonly signals: readonly PlannedValue[];
  readonly signalWeights: readonly number[];
  /** For each signal the position of the kept text that tells which; null where there is none. */
  readonly signalTexts: readonly (number | null)[];
  readonly volume: readonly PlannedVolume[];
  readonly context: PlannedTerm | null;
  readonly spread: PlannedTerm | null;
}

import type { AnalysisPlan, BoundFields, LeafValue, NamedValue, PlannedRanking, ReducePlan, Value } from "@winnow/core";
import type { ChosenFieldMap } from "./field-map.ts";

/** A value of every group: its engine part is among the plan's keys, the rest runs here. */
export interface PlannedValue extends NamedValue {
  /** Whether the engine computes it whole. */
  readonly inEngine: boolean;
  /** The engine's keys that it reads: where they are equal, so is the value. */
  readonly keys: readonly number[];
  readonly evaluate: (leafValue: LeafValue) => Value;
}

/** A ranking whose signals can be computed. */
export interface RunnableRanking extends PlannedRanking {
  readonly signals: readonly PlannedValue[];
}

/** Everything a run does, decided before it reads the events. */
export interface Plan extends AnalysisPlan {
  readonly fieldMap: ChosenFieldMap;
  readonly bound: BoundFields;
  readonly reduce: ReducePlan;
  readonly features: readonly PlannedValue[];
  readonly kept: readonly PlannedValue[];
  readonly rank: RunnableRanking;
}

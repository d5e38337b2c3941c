import type { NamedValue, ReducePlan, Value } from "@winnow/core";
import type { LeafValue } from "@winnow/expressions";
import type { PlanIdentity } from "./identity.ts";

/** A value of every group: its engine part is among the plan's keys, the rest is computed from these. */
export interface PlannedValue extends NamedValue {
  /** Whether the engine computes all of it. */
  readonly inEngine: boolean;
  /** The engine's keys that it reads: where they are equal, so is the value. */
  readonly keys: readonly number[];
  readonly evaluate: (leafValue: LeafValue) => Value;
}

/** What events are folded by. */
export interface FoldPlan {
  readonly reduce: ReducePlan;
  readonly features: readonly PlannedValue[];
  readonly kept: readonly PlannedValue[];
  readonly rank: { readonly signals: readonly PlannedValue[]; readonly signalWeights: readonly number[] };
  readonly identity: PlanIdentity;
  /** Names of the kept values and signals of which the source has nothing. */
  readonly absent: readonly string[];
}

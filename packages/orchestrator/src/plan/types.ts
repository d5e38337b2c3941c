import type { AnalysisPlan, ColumnInfo, Dialect, EventBatch, FieldMap, NamedValue } from "@winnow/core";
import type { BoundFields } from "@winnow/expressions";
import type { FoldPlan, PlanIdentity, PlannedValue } from "@winnow/reduction";

/** What a plan depends on in addition to the profile. */
export interface SourceDescription {
  readonly columns: readonly ColumnInfo[];
  readonly sample: EventBatch;
  readonly dialect: Dialect;
}

/** The field map of a run and why it is that one. */
export interface ChosenFieldMap {
  readonly map: FieldMap;
  readonly reason: string;
  /** Other maps that fit, and those that nearly do with what they lack; empty if the profile chooses the map. */
  readonly others: readonly string[];
}

/** In how many sampled events of the wanted kind a field has a value. */
export interface FieldCoverage {
  readonly events: number;
  /** Field, or `@timestamp` → events with a value. */
  readonly filled: ReadonlyMap<string, number>;
}

/** What a profile makes of groups, with values of one kind: to compute, or stored. */
export interface ShapedPlan<V extends NamedValue> extends AnalysisPlan {
  readonly features: readonly V[];
  readonly kept: readonly V[];
  readonly rank: Omit<AnalysisPlan["rank"], "signals"> & { readonly signals: readonly V[] };
}

/** Everything a run does, decided before it reads the events. */
export interface Plan extends ShapedPlan<PlannedValue>, FoldPlan {
  readonly fieldMap: ChosenFieldMap;
  readonly bound: BoundFields;
  readonly coverage: FieldCoverage;
  readonly features: readonly PlannedValue[];
  readonly kept: readonly PlannedValue[];
  readonly rank: Omit<AnalysisPlan["rank"], "signals"> & { readonly signals: readonly PlannedValue[] };
}

/** A plan over groups that were reduced before. */
export interface StoredPlan extends AnalysisPlan {
  readonly identity: PlanIdentity;
}

import type { Expression } from "@winnow/core";
import type { LoadedProfile } from "../profile/load.ts";
import type { Profile } from "../profile/types.ts";
import type { PlannedValue, SourceFields } from "@winnow/reduction";
import type { Plan } from "./types.ts";

export interface ValueDescription {
  readonly name: string;
  readonly unit: string;
  readonly doc: string;
  readonly runs: "in the engine" | "after it, on the reduced groups";
}

/** A plan in words and plain data, for `winnow plan` and for programs. */
export interface PlanDescription {
  readonly profile: string;
  readonly hash: string;
  readonly fieldMap: { readonly name: string; readonly reason: string; readonly others: readonly string[] };
  /** Which rows the field map reads as its kind of event; `null` for all. */
  readonly selects: string | null;
  /** Field → what it is read from. */
  readonly fields: Readonly<Record<string, string>>;
  /** Of how many sampled events how many have a value for each of `fields`. */
  readonly coverage: { readonly events: number; readonly filled: Readonly<Record<string, number>> };
  readonly missing: readonly string[];
  readonly time: { readonly column: string; readonly format: string } | null;
  readonly where: unknown;
  readonly features: readonly ValueDescription[];
  readonly kept: readonly ValueDescription[];
  readonly within: readonly string[];
  readonly guard: Profile["guard"];
  readonly scale: string;
  readonly clusterer: { readonly name: string; readonly options: Readonly<Record<string, unknown>> };
  readonly sinks: readonly string[];
}

export function describePlan(plan: Plan, { hash }: LoadedProfile, profile: Profile): PlanDescription {
  const { map, reason, others } = plan.fieldMap;
  return {
    profile: profile.name,
    hash,
    fieldMap: { name: map.name, reason, others },
    selects: plan.bound.selects === null ? null : writeExpression(plan.bound.selects),
    fields: boundSources(plan.bound),
    coverage: { events: plan.coverage.events, filled: Object.fromEntries(plan.coverage.filled) },
    missing: plan.bound.missing,
    time: plan.reduce.time,
    where: profile.where,
    features: plan.features.map(describeValue),
    kept: plan.kept.map(describeValue),
    within: profile.cluster.within,
    guard: profile.guard,
    scale: profile.scale,
    clusterer: { name: profile.cluster.use, options: profile.cluster.with ?? {} },
    sinks: profile.sinks.map((sink) => sink.use),
  };
}

/** Field → the column or expression that it was bound to. */
export function boundSources({ fields, time }: Pick<SourceFields, "fields" | "time">): Record<string, string> {
  const sources = [...fields].map(([field, expression]) => [field, writeExpression(expression)]);
  if (time !== null) sources.unshift(["@timestamp", time.column]);
  return Object.fromEntries(sources) as Record<string, string>;
}

/** The field maps that stored groups were reduced with, as one. */
export function writtenSources(sources: readonly SourceFields[]): {
  readonly name: string;
  readonly fields: Record<string, string>;
} {
  return {
    name: [...new Set(sources.map(({ map }) => map))].join(", "),
    fields: Object.assign({}, ...sources.toReversed().map(boundSources)) as Record<string, string>,
  };
}

function describeValue({ name, unit, doc, inEngine }: PlannedValue): ValueDescription {
  return { name, unit, doc, runs: inEngine ? "in the engine" : "after it, on the reduced groups" };
}

function writeExpression(expression: Expression): string {
  switch (expression.op) {
    case "column":
    case "field":
      return expression.name;
    case "literal":
      return JSON.stringify(expression.value);
    case "apply":
      if (expression.operator === "optional") return expression.args.map(writeExpression).join() || "(no column)";
      return `${expression.operator}(${expression.args.map(writeExpression).join(", ")})`;
    default:
      return expression.op;
  }
}

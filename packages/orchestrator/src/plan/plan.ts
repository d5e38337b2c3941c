import {
  bindExpression,
  bindFields,
  fieldLeaf,
  isFeatureFunction,
  KeyCollector,
  parseExpression,
  runsIn,
  splitExpression,
  toEvaluator,
  type BoundFields,
  type ColumnInfo,
  type Dialect,
  type Evaluator,
  type EventBatch,
  type Expression,
  type ExtractorPlugin,
  type Feature,
  type GroupKey,
  type LeafValue,
  type ReducePlan,
  type Value,
} from "@winnow/core";
import { conditionNotInEngine, duplicateFeature, noFeatures, textFeature, unknownName } from "../errors.ts";
import { asPluginFailure, validated } from "../registry/plugin-calls.ts";
import type { Guard, Profile, Use } from "../profile/types.ts";
import { isUse } from "../profile/types.ts";
import type { Registry } from "../registry/registry.ts";
import { planFieldMap, type ChosenFieldMap } from "./field-map.ts";

/** A value of every group: its engine part is among the plan's keys, the rest runs here. */
export interface PlannedValue {
  readonly name: string;
  readonly unit: string;
  readonly doc: string;
  /** Whether the engine computes it whole. */
  readonly inEngine: boolean;
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
  readonly guard: Guard & { readonly positions: readonly number[] };
}

/** What a plan is made from besides the profile. */
export interface SourceDescription {
  readonly columns: readonly ColumnInfo[];
  readonly sample: EventBatch;
  readonly dialect: Dialect;
}

/**
 * Binds the profile to a source: field map, features, kept fields, and the cut between engine and JavaScript.
 * @throws `WN1310` no field map fits, `WN1312`/`WN1313` nothing to cluster by, `WN1315` unknown name, and what
 * binding throws for a field without a column
 */
export function makePlan(profile: Profile, registry: Registry, source: SourceDescription): Plan {
  const columns = source.columns.map((column) => column.name);
  const { picked, catalogue, events } = describeFeatures(profile, registry);
  const fieldMap = planFieldMap(profile, registry, source, events);
  const bound = bindFields(fieldMap.map, columns);
  const collector = new KeyCollector();
  const planner = new ValuePlanner(bound, source.dialect, collector);

  const features = picked.map((feature) => planner.number(feature));
  if (features.length === 0) throw noFeatures({ text: [] });
  const keep = new KeptNames(profile);
  const kept = keep.names.map((name) => planner.keptValue(name, keep.origin(name), catalogue));
  const position = (name: string): number => keep.names.indexOf(name);
  const where = profile.where === null ? null : planner.condition(profile.where);

  return {
    fieldMap,
    bound,
    reduce: { time: bound.time, where, keys: collector.keys.map(nameKey) },
    features,
    kept,
    within: profile.cluster.within.map(position),
    guard: { ...profile.guard, positions: profile.guard.fields.map(position) },
  };
}

function nameKey(expression: Expression, index: number): GroupKey {
  return { name: `key${index}`, expression };
}

/** Names of the kept fields, each once: partitions, then guards, then what the report wants. */
class KeptNames {
  readonly names: readonly string[];
  readonly #profile: Profile;

  constructor(profile: Profile) {
    this.#profile = profile;
    this.names = [...new Set([...profile.cluster.within, ...profile.guard.fields, ...profile.keep])];
  }

  /** The profile's key that asks for a name, for messages. */
  origin(name: string): string {
    if (this.#profile.cluster.within.includes(name)) return "cluster.within";
    return this.#profile.guard.fields.includes(name) ? "guard" : "keep";
  }
}

interface FeatureDescription {
  readonly picked: readonly Feature[];
  /** Every feature that the profile's sets know, picked or not, by name. */
  readonly catalogue: ReadonlyMap<string, Feature>;
  /** Kinds of events that the sets accept; empty when only `define:` is used. */
  readonly events: readonly string[];
}

function describeFeatures(profile: Profile, registry: Registry): FeatureDescription {
  const picked: Feature[] = [];
  const catalogue = new Map<string, Feature>();
  const events: string[] = [];
  for (const entry of profile.features) {
    if (isUse(entry)) {
      const extractor = registry.get("extractor", entry.use)!;
      picked.push(...featuresOf(extractor, entry.with));
      for (const feature of extractor.catalogue) catalogue.set(feature.name, feature);
      events.push(...extractor.accepts);
    } else {
      for (const [name, value] of Object.entries(entry.define)) {
        const feature: Feature = { name, unit: "number", doc: "defined in the profile", value };
        catalogue.set(name, feature);
        // A defined text describes; it is carried along where guard, keep or within name it.
        if (parseExpression(value).type !== "text") picked.push(feature);
      }
    }
  }
  const names = picked.map((feature) => feature.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw duplicateFeature({ feature: twice });
  return { picked, catalogue, events: [...new Set(events)] };
}

function featuresOf(extractor: ExtractorPlugin, options: Use["with"]): readonly Feature[] {
  try {
    return extractor.features(validated(extractor, options));
  } catch (cause) {
    throw asPluginFailure(cause, `extractor "${extractor.name}"`, "plan");
  }
}

/** Turns features and field names into planned values that share one set of engine keys. */
class ValuePlanner {
  readonly #bound: BoundFields;
  readonly #dialect: Dialect;
  readonly #collector: KeyCollector;

  constructor(bound: BoundFields, dialect: Dialect, collector: KeyCollector) {
    this.#bound = bound;
    this.#dialect = dialect;
    this.#collector = collector;
  }

  /** A feature as a number; booleans count as 0 and 1. */
  number(feature: Feature): PlannedValue {
    if (!isFeatureFunction(feature.value) && parseExpression(feature.value).type === "text") {
      throw textFeature({ feature: feature.name });
    }
    return this.#value(feature);
  }

  keptValue(name: string, origin: string, catalogue: ReadonlyMap<string, Feature>): PlannedValue {
    const feature = catalogue.get(name);
    if (this.#bound.fields.has(name)) {
      return this.#value({ name, unit: "text", doc: "field of the source", value: name });
    }
    if (feature === undefined) {
      throw unknownName({ where: origin, name, known: [...this.#bound.fields.keys(), ...catalogue.keys()] });
    }
    return this.#value(feature);
  }

  /** The profile's `where`, which every engine must be able to run whole. */
  condition(input: Parameters<typeof parseExpression>[0]): Expression {
    const condition = bindExpression(parseExpression(input, fieldLeaf), this.#bound, "where");
    if (!runsIn(this.#dialect, condition)) throw conditionNotInEngine({ engine: this.#dialect.name });
    return condition;
  }

  #value({ name, unit, doc, value }: Feature): PlannedValue {
    if (!isFeatureFunction(value)) {
      const { evaluate, inEngine } = this.#split(parseExpression(value, fieldLeaf), `feature "${name}"`);
      return { name, unit, doc, inEngine, evaluate };
    }
    const inputs = value.inputs.map(
      (input) => this.#split(parseExpression(input, fieldLeaf), `feature "${name}"`).evaluate,
    );
    const evaluate = (leafValue: LeafValue): Value => value.compute(...inputs.map((input) => input(leafValue)));
    return { name, unit, doc, inEngine: false, evaluate };
  }

  #split(expression: Expression, wantedBy: string): { evaluate: Evaluator; inEngine: boolean } {
    const boundExpression = bindExpression(expression, this.#bound, wantedBy);
    const residual = splitExpression(boundExpression, this.#dialect, this.#collector);
    return { evaluate: toEvaluator(residual), inEngine: residual.op === "key" };
  }
}

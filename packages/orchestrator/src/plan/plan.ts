import {
  bindFields,
  FIELDS,
  KeyCollector,
  runsIn,
  selectsNothing,
  type ColumnInfo,
  type Dialect,
  type EventBatch,
  type Expression,
  type Feature,
  type PlannedTerm,
  type PlannedVolume,
} from "@winnow/core";
import { conditionNotInEngine, noFeatures, unknownName } from "../errors.ts";
import type { Profile, Ranking, RankTerm } from "../profile/types.ts";
import type { Registry } from "../registry/registry.ts";
import { listFeatures, type FeatureCatalogue } from "./feature-catalogue.ts";
import { planFieldMap } from "./field-map.ts";
import type { Plan, PlannedValue, RunnableRanking } from "./types.ts";
import { ValuePlanner } from "./values.ts";

/** What a plan is made from besides the profile. */
export interface SourceDescription {
  readonly columns: readonly ColumnInfo[];
  readonly sample: EventBatch;
  readonly dialect: Dialect;
}

/**
 * Binds the profile to a source: field map, features, kept fields, ranking, and the cut between engine and
 * JavaScript. What guard, keep and rank name but the source lacks is left out with a warning: a profile serves
 * sources that record less; what features and partitions need must be there.
 * @throws `WN1310` no field map fits, `WN1312`/`WN1313` nothing to cluster by, `WN1315` unknown name, and what
 * binding throws for a field without a column
 */
export function makePlan(
  profile: Profile,
  registry: Registry,
  source: SourceDescription,
  warn: (message: string) => void,
): Plan {
  const catalogue = listFeatures(profile, registry);
  const fieldMap = planFieldMap(profile, registry, source, catalogue.events);
  const bound = bindFields(
    fieldMap.map,
    source.columns.map((column) => column.name),
  );
  const collector = new KeyCollector();
  const planner = new ValuePlanner(bound, source.dialect, collector);
  const named = new NamedValues(catalogue, planner, bound, warn);

  const features = catalogue.picked.map((feature) => planner.number(feature));
  if (features.length === 0) throw noFeatures({ text: [] });
  const within = profile.cluster.within.map((name) => named.required(name, "cluster.within"));
  const guarded = profile.guard.fields.flatMap(({ field, by, atMost }) => {
    const [position, counted] = [named.optional(field, "guard"), named.optional(by, "guard")];
    return position === undefined || counted === undefined ? [] : [{ position, by: counted, atMost }];
  });
  for (const name of profile.keep) named.optional(name, "keep");
  const rank = planRanking(profile.rank, named, planner, catalogue, guarded);
  const where = planCondition(bound.selects, profile.where, planner, source.dialect);
  if (selectsNothing(bound, source.sample)) {
    warn(
      `none of the first ${source.sample.rows} events is what the field map "${fieldMap.map.name}" reads; others are filtered out`,
    );
  }
  return {
    fieldMap,
    bound,
    reduce: { time: bound.time, where, keys: collector.keys.map((expression, i) => ({ name: `key${i}`, expression })) },
    features,
    kept: named.values,
    within,
    guard: { mode: profile.guard.mode, fields: guarded },
    rank,
  };
}

/** What the field map selects and what the profile asks for, both. @throws `WN1316` what the engine cannot answer */
function planCondition(
  selects: Expression | null,
  asked: Profile["where"],
  planner: ValuePlanner,
  dialect: Dialect,
): Expression | null {
  if (selects !== null && !runsIn(dialect, selects)) throw conditionNotInEngine({ engine: dialect.name });
  const where = asked === null ? null : planner.condition(asked);
  if (selects === null || where === null) return selects ?? where;
  return { op: "apply", operator: "all", args: [selects, where], type: "boolean" };
}

function planRanking(
  { rarity, signals, volume, context, spread, ...weights }: Ranking,
  named: NamedValues,
  planner: ValuePlanner,
  { byName }: FeatureCatalogue,
  guarded: Plan["guard"]["fields"],
): RunnableRanking {
  const known: { value: PlannedValue; weight: number; text: number | null }[] = [];
  /** Position of a signal; nothing where the source lacks what it reads. */
  const signal = (name: string, where: string, weight: number): number | undefined => {
    const feature = byName.get(name);
    if (feature === undefined) throw unknownName({ where, name, known: [...byName.keys()] });
    if (!planner.canBind(feature)) return undefined;
    const text = feature.which === undefined ? undefined : named.optional(feature.which, where);
    return known.push({ value: planner.number(feature), weight, text: text ?? null }) - 1;
  };
  for (const [name, weight] of Object.entries(signals)) signal(name, "rank.signals", weight);
  const volumes = volume.flatMap(({ signal: name, say, ...term }): PlannedVolume[] => {
    // Its own weight is 0: only the sum counts, unless the signal is weighed for itself as well.
    const [planned, position] = [named.term(term, "rank.volume"), signal(name, "rank.volume", 0)];
    return planned === undefined || position === undefined ? [] : [{ ...planned, signal: position, say }];
  });
  const usual = guarded
    .filter(({ atMost }) => atMost < Infinity)
    .map(({ position }): PlannedTerm => ({ positions: [position], weight: 1 }));
  return {
    ...weights,
    rarity: rarity === null ? usual : rarity.flatMap((term) => named.term(term, "rank.rarity") ?? []),
    volume: volumes,
    signals: known.map(({ value }) => value),
    signalWeights: known.map(({ weight }) => weight),
    signalTexts: known.map(({ text }) => text),
    context: context === null ? null : (named.term(context, "rank.context") ?? null),
    spread: spread === null ? null : (named.term(spread, "rank.spread") ?? null),
  };
}

/** The fields and text features that the profile names, each planned once, in order of first mention. */
class NamedValues {
  readonly values: PlannedValue[] = [];
  readonly #catalogue: FeatureCatalogue;
  readonly #planner: ValuePlanner;
  readonly #bound: Plan["bound"];
  readonly #warn: (message: string) => void;

  constructor(
    catalogue: FeatureCatalogue,
    planner: ValuePlanner,
    bound: Plan["bound"],
    warn: (message: string) => void,
  ) {
    this.#catalogue = catalogue;
    this.#planner = planner;
    this.#bound = bound;
    this.#warn = warn;
  }

  /** Position of a name that must be there. */
  required(name: string, where: string): number {
    const known = this.values.findIndex((value) => value.name === name);
    return known >= 0 ? known : this.values.push(this.#planner.value(this.#feature(name, where))) - 1;
  }

  /** Position of a name, or nothing and a warning where the source lacks what it reads. */
  optional(name: string, where: string): number | undefined {
    if (this.#planner.canBind(this.#feature(name, where))) return this.required(name, where);
    this.#warn(`${where}: the source has nothing for ${name}, which is left out`);
    return undefined;
  }

  /** A term over the names that are there; nothing where one is missing. */
  term({ of, weight }: RankTerm, where: string): PlannedTerm | undefined {
    const positions = of.map((name) => this.optional(name, where));
    return positions.includes(undefined) ? undefined : { positions: positions as number[], weight };
  }

  #feature(name: string, where: string): Feature {
    const fields = this.#bound.map.fields;
    if (this.#bound.fields.has(name) || Object.hasOwn(fields, name)) return fieldFeature(name);
    const feature = this.#catalogue.byName.get(name);
    if (feature !== undefined) return feature;
    if (Object.hasOwn(FIELDS, name)) return fieldFeature(name);
    throw unknownName({ where, name, known: [...this.#bound.fields.keys(), ...this.#catalogue.byName.keys()] });
  }
}

function fieldFeature(name: string): Feature {
  return { name, unit: "text", doc: FIELDS[name] ?? "field of the source", value: name };
}

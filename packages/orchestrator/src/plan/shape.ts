import type { PlannedTerm, PlannedVolume } from "@winnow/analysis";
import { FIELDS } from "@winnow/expressions";
import type { Feature, NamedValue } from "@winnow/core";
import { unknownName } from "../errors.ts";
import type { Profile, Ranking, RankTerm } from "../profile/types.ts";
import type { FeatureCatalogue } from "./feature-catalogue.ts";
import type { ShapedPlan } from "./types.ts";

/** Where the values of a plan come from: the columns of a source, or the columns of a groups file. */
export interface ValueSource<V extends NamedValue> {
  /** Whether everything that a feature or a kept value needs is there. */
  canProvide(feature: Feature): boolean;
  /** The same for a signal of the ranking. */
  canMeasure(feature: Feature): boolean;
  /** @throws `WN1313` for text, and for what cannot be provided */
  number(feature: Feature): V;
  /** @throws for what cannot be provided */
  value(feature: Feature): V;
  /** What is kept in place of a value that cannot be provided; `undefined` where it is left out. */
  missing(feature: Feature): V | undefined;
  /** Names of the fields that it knows. */
  readonly fields: Iterable<string>;
}

/**
 * What a profile makes of groups. What guard, keep and rank name but the source lacks is left out with a warning: a
 * profile serves sources that record less. What features and partitions need must be there.
 * @throws `WN1315` for an unknown name, and what the source of values throws
 */
export function shapePlan<V extends NamedValue>(
  profile: Profile,
  catalogue: FeatureCatalogue,
  values: ValueSource<V>,
  warn: (message: string) => void,
): ShapedPlan<V> {
  const named = new NamedValues(catalogue, values, warn);
  const features = catalogue.picked.map((feature) => values.number(feature));
  const within = profile.cluster.within.map((name) => named.required(name, "cluster.within"));
  const guarded = profile.guard.fields.flatMap(({ field, by, atMost }) => {
    const [position, counted] = [named.optional(field, "guard"), named.optional(by, "guard")];
    return position === undefined || counted === undefined ? [] : [{ position, by: counted, atMost }];
  });
  for (const name of profile.keep) named.optional(name, "keep");
  const rank = planRanking(profile.rank, named, values, catalogue, guarded);
  return { features, kept: named.values, within, guard: { mode: profile.guard.mode, fields: guarded }, rank };
}

function planRanking<V extends NamedValue>(
  { rarity, signals, volume, context, spread, ...weights }: Ranking,
  named: NamedValues<V>,
  values: ValueSource<V>,
  { byName }: FeatureCatalogue,
  guarded: ShapedPlan<V>["guard"]["fields"],
): ShapedPlan<V>["rank"] {
  const known: { value: V; weight: number; text: number | null }[] = [];
  /** Position of a signal; nothing where the source lacks what it reads. */
  const signal = (name: string, where: string, weight: number): number | undefined => {
    const feature = byName.get(name);
    if (feature === undefined) throw unknownName({ where, name, known: [...byName.keys()] });
    const missing = values.canMeasure(feature) ? null : values.missing(feature);
    if (missing === undefined) return undefined;
    const text =
      feature.which === undefined ? undefined : named.optional(feature.which, missing === null ? where : null);
    return known.push({ value: missing ?? values.number(feature), weight, text: text ?? null }) - 1;
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
class NamedValues<V extends NamedValue> {
  readonly values: V[] = [];
  readonly #catalogue: FeatureCatalogue;
  readonly #source: ValueSource<V>;
  readonly #fields: ReadonlySet<string>;
  readonly #warn: (message: string) => void;

  constructor(catalogue: FeatureCatalogue, source: ValueSource<V>, warn: (message: string) => void) {
    this.#catalogue = catalogue;
    this.#source = source;
    this.#fields = new Set(source.fields);
    this.#warn = warn;
  }

  /** Position of a name that must be there. */
  required(name: string, where: string): number {
    return this.#planned(name, () => this.#source.value(this.#feature(name, where)));
  }

  /**
   * Position of a name; where the source lacks what it reads, that of a missing value, or nothing.
   * @param where who names it, for a warning; `null` for a part of what is missing itself
   */
  optional(name: string, where: string | null): number | undefined {
    const feature = this.#feature(name, where ?? "rank.signals");
    if (this.#source.canProvide(feature)) return this.#planned(name, () => this.#source.value(feature));
    const missing = this.#source.missing(feature);
    const what = missing === undefined ? "omitted" : "empty";
    if (where !== null) this.#warn(`${where}: the source has nothing for ${name}, which is ${what}`);
    return missing && this.#planned(name, () => missing);
  }

  /** Position of a value, which is planned when its name is first met. */
  #planned(name: string, plan: () => V): number {
    const known = this.values.findIndex((value) => value.name === name);
    return known >= 0 ? known : this.values.push(plan()) - 1;
  }

  /** A term over the names that are there; nothing where one is missing. */
  term({ of, weight }: RankTerm, where: string): PlannedTerm | undefined {
    const positions = of.map((name) => this.optional(name, where));
    return positions.includes(undefined) ? undefined : { positions: positions as number[], weight };
  }

  #feature(name: string, where: string): Feature {
    if (this.#fields.has(name)) return fieldFeature(name);
    const feature = this.#catalogue.byName.get(name);
    if (feature !== undefined) return feature;
    if (Object.hasOwn(FIELDS, name)) return fieldFeature(name);
    throw unknownName({ where, name, known: [...this.#fields, ...this.#catalogue.byName.keys()] });
  }
}

function fieldFeature(name: string): Feature {
  return { name, unit: "text", doc: FIELDS[name] ?? "field of the source", value: name };
}

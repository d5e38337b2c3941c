import { defineError, type ErrorFactory } from "./errors.ts";
import type { ExpressionInput, Value } from "./expressions.ts";
import { didYouMean } from "./nearest.ts";

/**
 * A function of a reduced group, for what no expression can say. It sees the values of its inputs, never an event,
 * and is called once per group: same inputs, same answer, and nothing else may be touched.
 */
export interface FeatureFunction {
  readonly inputs: readonly ExpressionInput[];
  readonly compute: (...inputs: readonly Value[]) => Value;
}

/**
 * A named value of an event. Numbers and flags can be clustered; text describes (it can be kept, guarded and shown,
 * and events can be clustered within it).
 */
export interface Feature {
  readonly name: string;
  /** What the number counts or measures: for people who read a report. */
  readonly unit: "characters" | "tokens" | "score" | "hash" | "flag" | "hour" | "day" | "code" | "text" | (string & {});
  /** One line: what it is, its range where there is one, and what a missing field gives. */
  readonly doc: string;
  /** What a report says of a row where the value is high, if the feature is a ranking signal; of a text, what it is called there. */
  readonly says?: string;
  /** The text feature that tells which, where `says` leaves that open: a report adds its value. */
  readonly which?: string;
  readonly value: ExpressionInput | FeatureFunction;
}

export function isFeatureFunction(value: Feature["value"]): value is FeatureFunction {
  return typeof value === "object" && typeof (value as Partial<FeatureFunction>).compute === "function";
}

export const unknownFeature: ErrorFactory<{ extractor: string; feature: string; known: readonly string[] }> =
  defineError({
    code: "WN1120",
    summary: "A profile picks a feature that the extractor does not have.",
    message: ({ extractor, feature }) => `pick: ${extractor} has no feature "${feature}"`,
    hint: ({ feature, known }) => `${didYouMean(feature, known)}Features: ${known.join(", ")}.`,
  });

export const featurePickedTwice: ErrorFactory<{ extractor: string; feature: string }> = defineError({
  code: "WN1121",
  summary: "A profile picks one feature twice, which would count it double in every distance.",
  message: ({ extractor, feature }) => `pick: the feature "${feature}" of ${extractor} is named twice`,
  hint: () => "Leave one of them out.",
});

/**
 * The features with these names, in the order of the names.
 * @throws `WN1120` a name that the catalogue does not have, `WN1121` one named twice
 */
export function pickFeatures(extractor: string, catalogue: readonly Feature[], pick: readonly string[]): Feature[] {
  const byName = new Map(catalogue.map((feature) => [feature.name, feature]));
  const seen = new Set<string>();
  return pick.map((name) => {
    const feature = byName.get(name);
    if (feature === undefined) throw unknownFeature({ extractor, feature: name, known: [...byName.keys()] });
    if (seen.has(name)) throw featurePickedTwice({ extractor, feature: name });
    seen.add(name);
    return feature;
  });
}

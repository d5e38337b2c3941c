import { FIELDS, parseExpression, toEvaluator } from "@winnow/expressions";
import { isFeatureFunction, type Expression, type ExtractorPlugin, type Feature, type Value } from "@winnow/core";
import type { ExpectedFailures } from "../check.ts";
import { pluginOptions } from "../options/validation.ts";

/** An event, by its canonical fields; `@timestamp` in µs since 1970. Fields that are left out have no value. */
export interface FieldEvent {
  readonly "@timestamp"?: bigint;
  readonly [field: string]: string | bigint | undefined;
}

/** How an extractor is to be checked. */
export interface ExtractorSettings {
  /** Options, as a profile would give them. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Events of the kind that it describes, with what it must say of them. */
  readonly examples?: readonly {
    readonly event: FieldEvent;
    /** Feature → value, of the features that matter in this example. */
    readonly features: Readonly<Record<string, Value>>;
  }[];
  /** Fields that it reads besides those of `FIELDS` of `@winnow/core`: those that a field map of yours adds. */
  readonly fields?: readonly string[];
  /** Checks that the plugin fails, with the reasons. One that passes after all is a failure, too. */
  readonly expectedFailures?: ExpectedFailures;
}

/** What the rules are put to. */
export interface Subject {
  readonly plugin: ExtractorPlugin;
  readonly settings: ExtractorSettings & { readonly options: Readonly<Record<string, unknown>> };
}

/** A feature with what computes it. */
export interface RunnableFeature {
  readonly feature: Feature;
  readonly inputs: readonly Expression[];
  readonly isNumber: boolean;
  readonly valueOf: (event: FieldEvent) => Value;
}

/** The features that the options of the settings ask for. */
export async function pickedFeatures({ plugin, settings }: Subject): Promise<readonly Feature[]> {
  return plugin.features(await pluginOptions(plugin, settings.options));
}

/** @throws what is wrong with an expression of the feature */
export function runnable(feature: Feature): RunnableFeature {
  const { value } = feature;
  if (!isFeatureFunction(value)) {
    const expression = parseExpression(value);
    const evaluate = toEvaluator(expression);
    const valueOf = (event: FieldEvent): Value => evaluate((leaf) => leafOf(event, leaf));
    return { feature, inputs: [expression], isNumber: expression.type !== "text", valueOf };
  }
  const inputs = value.inputs.map((input) => parseExpression(input));
  const evaluators = inputs.map(toEvaluator);
  const valueOf = (event: FieldEvent): Value =>
    value.compute(...evaluators.map((evaluate) => evaluate((leaf) => leafOf(event, leaf))));
  return { feature, inputs, isNumber: feature.unit !== "text", valueOf };
}

function leafOf(event: FieldEvent, leaf: Expression): Value {
  if (leaf.op === "time") return event["@timestamp"] ?? null;
  return leaf.op === "field" ? (event[leaf.name] ?? "") : null;
}

/** Fields that an extractor may read. */
export function knownFields({ settings }: Subject): ReadonlySet<string> {
  return new Set([...Object.keys(FIELDS), ...(settings.fields ?? [])]);
}

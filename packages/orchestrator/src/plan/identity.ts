import { createHmac } from "node:crypto";
import { expressionKey, fieldLeaf, fieldsOf, MASK_GRAMMAR, parseExpression } from "@winnow/expressions";
import { isFeatureFunction, type ExpressionInput, type Feature, type NamedValue } from "@winnow/core";
import { RANDOM_KEY, type PlanIdentity } from "@winnow/reduction";
import type { Profile } from "../profile/types.ts";
import type { Redaction } from "../redact/redactor.ts";
import type { ShapedPlan } from "./types.ts";

/** What a value is, over fields: equal texts, equal values. A plugin's function is known by its name and inputs. */
export function definitionOf({ name, value }: Feature): string {
  if (!isFeatureFunction(value)) return writtenForm(value);
  return `function ${name}(${value.inputs.map(writtenForm).join(",")})`;
}

function writtenForm(input: ExpressionInput): string {
  return expressionKey(parseExpression(input, fieldLeaf));
}

/** Fields that say where or by whom something is done, rather than what. */
const SURROUNDINGS =
  /^(?:host|user|source|user_agent|event)\.|^winlog\.(?:logon\.id|effective|subject)|^process\.(?:pid|entity_id|parent\.(?:pid|entity_id))$/;

function isBehaviour({ value }: Feature): boolean {
  const inputs = isFeatureFunction(value) ? value.inputs : [value];
  const fields = inputs.flatMap((input) => fieldsOf(parseExpression(input, fieldLeaf)));
  return fields.length === 0 || !fields.every((field) => SURROUNDINGS.test(field));
}

/** A planned value, and whether it is part of a behaviour. */
export interface DefinedValue extends NamedValue {
  readonly definition: string;
  readonly behaviour: boolean;
  /** Set where the source has nothing of it: it is that of an event without it. */
  readonly isMissing?: true;
}

/** Definition and behaviour of a feature's value. */
export function defined(feature: Feature): Pick<DefinedValue, "definition" | "behaviour"> {
  return { definition: definitionOf(feature), behaviour: isBehaviour(feature) };
}

/** The identity of a profile's plan: what decides whether its reductions can be added to others. */
export function identityOf(profile: Profile, { features, kept, rank }: ShapedPlan<DefinedValue>): PlanIdentity {
  const key =
    (type: "number" | "text") =>
    ({ name, definition, behaviour }: DefinedValue): PlanIdentity["keys"][number] => ({
      name,
      expression: definition,
      type,
      behaviour,
    });
  return {
    version: 1,
    masks: MASK_GRAMMAR,
    redaction: profile.redact === null ? null : redactionIdentity(profile.redact),
    where: profile.where === null ? null : writtenForm(profile.where),
    keys: [...features.map(key("number")), ...kept.map(key("text"))],
    measures: (["peak", "sum"] as const).flatMap((fold) =>
      rank.signals.map(({ name, definition }, i) => ({
        name,
        expression: definition,
        fold,
        weight: rank.signalWeights[i]!,
      })),
    ),
  };
}

/** Depends on what is masked and on the key, in any order of the kinds and patterns; reveals neither. */
function redactionIdentity({ key, secrets, patterns }: Redaction): string {
  if (key === null) return RANDOM_KEY;
  const masked = JSON.stringify([[...new Set(secrets)].sort(), Object.entries(patterns).sort(byName)]);
  return createHmac("sha256", key).update(`winnow redaction ${masked}`).digest("hex").slice(0, 32);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

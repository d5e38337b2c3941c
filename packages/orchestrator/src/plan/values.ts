import {
  bindExpression,
  fieldLeaf,
  fieldsOf,
  type KeyCollector,
  parseExpression,
  requiredFieldsOf,
  runsIn,
  splitExpression,
  toEvaluator,
  type BoundFields,
  type LeafValue,
} from "@winnow/expressions";
import {
  isFeatureFunction,
  type Dialect,
  type Expression,
  type ExpressionInput,
  type Feature,
  type Value,
} from "@winnow/core";
import { asPluginFailure } from "@winnow/analysis";
import { textFeature, type PlannedValue } from "@winnow/reduction";
import { conditionNotInEngine } from "../errors.ts";
import { defined, type DefinedValue } from "./identity.ts";
import type { ValueSource } from "./shape.ts";

/** Turns features and field names into planned values that share one set of engine keys. */
/** A value to compute. */
export type ComputedValue = PlannedValue & DefinedValue;

export class ValuePlanner implements ValueSource<ComputedValue> {
  readonly #bound: BoundFields;
  readonly #dialect: Dialect;
  readonly #collector: KeyCollector;

  constructor(bound: BoundFields, dialect: Dialect, collector: KeyCollector) {
    this.#bound = bound;
    this.#dialect = dialect;
    this.#collector = collector;
  }

  /** Fields of the map, bound or not. */
  get fields(): Iterable<string> {
    return [...this.#bound.fields.keys(), ...Object.keys(this.#bound.map.fields)];
  }

  canMeasure(feature: Feature): boolean {
    return this.canProvide(feature);
  }

  /** Whether the source has everything that a feature needs, and something of what it reads. */
  canProvide({ value }: Feature): boolean {
    const inputs = (isFeatureFunction(value) ? value.inputs : [value]).map((input) => parseExpression(input));
    const isBound = (field: string): boolean => this.#bound.fields.has(field);
    if (inputs.some(readsTime) && this.#bound.time === null) return false;
    if (!inputs.flatMap(requiredFieldsOf).every(isBound)) return false;
    const fields = inputs.flatMap(fieldsOf);
    return fields.length === 0 || fields.some(isBound);
  }

  /** A feature as a number; booleans count as 0 and 1. @throws `WN1313` for text */
  number(feature: Feature): ComputedValue {
    if (!isFeatureFunction(feature.value) && parseExpression(feature.value).type === "text") {
      throw textFeature({ feature: feature.name });
    }
    return this.value(feature);
  }

  /** A feature or field as it is. @throws what binding throws for a field without a column */
  value(feature: Feature): ComputedValue {
    const { name, unit, doc, says, value } = feature;
    const described = { name, unit, doc, ...(says === undefined ? {} : { says }), ...defined(feature) };
    if (!isFeatureFunction(value)) return { ...described, ...this.#split(value, name) };
    const inputs = value.inputs.map((input) => this.#split(input, name));
    const keys = [...new Set(inputs.flatMap((input) => input.keys))];
    const evaluate = (leafValue: LeafValue): Value => {
      const given = inputs.map((input) => input.evaluate(leafValue));
      try {
        return value.compute(...given);
      } catch (cause) {
        throw asPluginFailure(cause, `feature "${name}"`, "reduce");
      }
    };
    return { ...described, inEngine: false, keys, evaluate };
  }

  /** The profile's `where`, which the engine must be able to run whole. @throws `WN1316` when it cannot */
  condition(input: ExpressionInput): Expression {
    const condition = bindExpression(parseExpression(input, fieldLeaf), this.#bound, "where");
    if (!runsIn(this.#dialect, condition)) throw conditionNotInEngine({ engine: this.#dialect.name });
    return condition;
  }

  #split(input: ExpressionInput, feature: string): Pick<PlannedValue, "evaluate" | "inEngine" | "keys"> {
    const expression = bindExpression(parseExpression(input, fieldLeaf), this.#bound, `feature "${feature}"`);
    const residual = splitExpression(expression, this.#dialect, this.#collector);
    return { evaluate: toEvaluator(residual), inEngine: residual.op === "key", keys: [...new Set(keysOf(residual))] };
  }
}

function keysOf(expression: Expression): number[] {
  if (expression.op === "key") return [expression.index];
  return expression.op === "apply" ? expression.args.flatMap(keysOf) : [];
}

function readsTime(expression: Expression): boolean {
  return expression.op === "time" || (expression.op === "apply" && expression.args.some(readsTime));
}

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
  withMissing,
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

/** A value to compute. */
export type ComputedValue = PlannedValue & DefinedValue;

/** Turns features and field names into planned values that share one set of engine keys. */
export class ValuePlanner implements ValueSource<ComputedValue> {
  readonly #bound: BoundFields;
  readonly #dialect: Dialect;
  readonly #collector: KeyCollector;
  readonly #keepsMissing: boolean;

  /** @param keepsMissing whether a value of which the source has nothing is kept, as that of an event without it */
  constructor(bound: BoundFields, dialect: Dialect, collector: KeyCollector, keepsMissing: boolean) {
    this.#bound = bound;
    this.#dialect = dialect;
    this.#collector = collector;
    this.#keepsMissing = keepsMissing;
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

  missing(feature: Feature): ComputedValue | undefined {
    if (!this.#keepsMissing) return undefined;
    const inputs = (isFeatureFunction(feature.value) ? feature.value.inputs : [feature.value]).map((input) =>
      parseExpression(input, fieldLeaf),
    );
    if (inputs.some(readsTime) && this.#bound.time === null) {
      const { name, unit, doc } = feature;
      return { name, unit, doc, ...defined(feature), inEngine: false, keys: [], evaluate: () => null, isMissing: true };
    }
    const bound = withMissing(this.#bound, inputs.flatMap(fieldsOf));
    return { ...new ValuePlanner(bound, this.#dialect, this.#collector, false).value(feature), isMissing: true };
  }

  /** The profile's `where`, which the engine must be able to run whole. @throws `WN1316` when it cannot */
  condition(input: ExpressionInput): Expression {
    const condition = bindExpression(parseExpression(input, fieldLeaf), this.#bound, "where");
    if (!runsIn(this.#dialect, condition)) throw conditionNotInEngine({ engine: this.#dialect.name });
    return condition;
  }

  #split(input: ExpressionInput, feature: string): Pick<PlannedValue, "evaluate" | "inEngine" | "keys"> {
    const expression = bindExpression(parseExpression(input, fieldLeaf), this.#bound, `feature "${feature}"`);
    if (isConstant(expression)) return { evaluate: toEvaluator(expression), inEngine: false, keys: [] };
    const residual = splitExpression(expression, this.#dialect, this.#collector);
    return { evaluate: toEvaluator(residual), inEngine: residual.op === "key", keys: [...new Set(keysOf(residual))] };
  }
}

function keysOf(expression: Expression): number[] {
  if (expression.op === "key") return [expression.index];
  return expression.op === "apply" ? expression.args.flatMap(keysOf) : [];
}

/** Without a column: equal in every event, so no key for an engine. */
function isConstant(expression: Expression): boolean {
  if (expression.op === "apply") return expression.args.every(isConstant);
  return expression.op === "literal";
}

function readsTime(expression: Expression): boolean {
  return expression.op === "time" || (expression.op === "apply" && expression.args.some(readsTime));
}

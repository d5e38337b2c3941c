import { parseExpression, toEvaluator, type Evaluator } from "@winnow/expressions";
import { isFeatureFunction } from "@winnow/core";
import type { ExpressionInput, ExtractorPlugin, Value } from "@winnow/core";

/** Values of fields; `@timestamp` in µs. */
export type Fields = Readonly<Record<string, Value>>;

/** Every feature of a set for an event with these fields. What several features read is computed once, as in a run. */
export function describer({
  catalogue,
}: Pick<ExtractorPlugin, "catalogue">): (fields: Fields) => Record<string, Value> {
  const evaluators = new Map<string, Evaluator>();
  const keyOf = (input: ExpressionInput): string => {
    const key = JSON.stringify(input);
    if (!evaluators.has(key)) evaluators.set(key, toEvaluator(parseExpression(input)));
    return key;
  };
  const features = catalogue.map(({ name, value }) =>
    isFeatureFunction(value)
      ? { name, inputs: value.inputs.map(keyOf), compute: value.compute }
      : { name, inputs: [keyOf(value)], compute: (only: Value) => only },
  );
  return (fields) => {
    const values = new Map<string, Value>();
    for (const [key, evaluate] of evaluators) {
      const read = (name: string): Value => fields[name] ?? null;
      values.set(
        key,
        evaluate((leaf) => (leaf.op === "time" ? read("@timestamp") : leaf.op === "field" ? read(leaf.name) : null)),
      );
    }
    return Object.fromEntries(
      features.map(({ name, inputs, compute }) => [
        name,
        (compute as (...inputs: readonly Value[]) => Value)(...inputs.map((key) => values.get(key)!)),
      ]),
    );
  };
}

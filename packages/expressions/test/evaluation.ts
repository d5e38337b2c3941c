import { parseExpression, toEvaluator } from "../src/index.ts";
import type { ExpressionInput, Value } from "@winnow/core";

/** The value of an expression for an event with these fields; `@timestamp` in µs. */
export function evaluate(input: ExpressionInput, fields: Readonly<Record<string, Value>> = {}): Value {
  return toEvaluator(parseExpression(input))((leaf) => {
    if (leaf.op === "time") return fields["@timestamp"] ?? null;
    return leaf.op === "field" ? (fields[leaf.name] ?? null) : null;
  });
}

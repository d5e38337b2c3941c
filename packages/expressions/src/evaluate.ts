import { OPERATORS } from "./operators.ts";
import type { Expression, Value } from "@winnow/core";
import type { Literal } from "./syntax.ts";

/** Gives the value of a leaf (`field`, `column`, `time` or `key`) for the event or group at hand. */
export type LeafValue = (leaf: Expression) => Value;

/** An expression ready to run: patterns and sets are built once, not per value. */
export type Evaluator = (leafValue: LeafValue) => Value;

/** Compiles an expression to JavaScript: the reference that every engine's answer must equal. */
export function toEvaluator(expression: Expression): Evaluator {
  if (expression.op === "literal") {
    throw new TypeError("a literal has a value only as an operator's argument");
  }
  if (expression.op !== "apply") return (leafValue) => leafValue(expression);
  const literals: Literal[] = [];
  const operands: Evaluator[] = [];
  for (const arg of expression.args) {
    if (arg.op === "literal") literals.push(arg.value);
    else operands.push(toEvaluator(arg));
  }
  const compute = OPERATORS.get(expression.operator)!.bind(literals);
  const [only] = operands;
  if (operands.length === 1) return (leafValue) => compute(only!(leafValue));
  return (leafValue) => compute(...operands.map((operand) => operand(leafValue)));
}

import type { Expression } from "@winnow/core";

/** The value of a literal argument. */
export type Literal = Extract<Expression, { readonly op: "literal" }>["value"];

/** An operator with its arguments. */
export type Application = Extract<Expression, { readonly op: "apply" }>;

/** A text that is equal for equal expressions: the identity under which a plan shares work. */
export function expressionKey(expression: Expression): string {
  switch (expression.op) {
    case "field":
    case "column":
      return `${expression.op}:${JSON.stringify(expression.name)}`;
    case "time":
      return "time";
    case "key":
      return `key:${expression.index}`;
    case "literal":
      return JSON.stringify(expression.value);
    case "apply":
      return `${expression.operator}(${expression.args.map(expressionKey).join(",")})`;
  }
}

/** Replaces the leaves (everything but `apply`) of a tree. */
export function mapLeaves(expression: Expression, replace: (leaf: Expression) => Expression): Expression {
  if (expression.op !== "apply") return replace(expression);
  return { ...expression, args: expression.args.map((arg) => mapLeaves(arg, replace)) };
}

/** Names of the fields that an expression reads, each once, in order of appearance. */
export function fieldsOf(expression: Expression): string[] {
  return [...new Set(leaves(expression).flatMap((leaf) => (leaf.op === "field" ? [leaf.name] : [])))];
}

/** Those of {@link fieldsOf} that the source must have: not those that stand in an `optional`. */
export function requiredFieldsOf(expression: Expression): string[] {
  if (expression.op !== "apply") return fieldsOf(expression);
  if (expression.operator === "optional") return [];
  return [...new Set(expression.args.flatMap(requiredFieldsOf))];
}

/** Names of the columns that a bound expression reads, each once. */
export function columnsOf(expression: Expression): string[] {
  return [...new Set(leaves(expression).flatMap((leaf) => (leaf.op === "column" ? [leaf.name] : [])))];
}

function leaves(expression: Expression): Expression[] {
  return expression.op === "apply" ? expression.args.flatMap(leaves) : [expression];
}

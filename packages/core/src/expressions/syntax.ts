/**
 * The written form of an expression, as it stands in YAML or in a plugin.
 *
 * A string is a field (in a feature) or a column (in a field map). An object with one key applies the operator of
 * that name: `{ log10: { charScore: process.executable } }`, `{ countChars: [process.command_line, "-/"] }`.
 * Arguments that an operator declares as literal are taken as they stand.
 */
export type ExpressionInput = string | { readonly [operator: string]: unknown };

/** Types of values. `time` is an instant in microseconds since 1970, UTC. */
export type ValueType = "text" | "number" | "boolean" | "time";

/** A value in JavaScript: text, number, boolean, instant (bigint, µs), or nothing. */
export type Value = string | number | boolean | bigint | null;

export type Literal = string | number | boolean | readonly string[];

/** The checked form of an expression. A tree, immutable, compared by {@link expressionKey}. */
export type Expression =
  /** A canonical field; replaced by what the field map says when the plan is bound. */
  | { readonly op: "field"; readonly name: string; readonly type: ValueType }
  /** A column of the source, as text. */
  | { readonly op: "column"; readonly name: string; readonly type: "text" }
  /** The event's own time. */
  | { readonly op: "time"; readonly type: "time" }
  /** The value of the i-th key of a reduced group: what the engine computed already. */
  | { readonly op: "key"; readonly index: number; readonly type: ValueType }
  | { readonly op: "literal"; readonly value: Literal; readonly type: "literal" }
  | { readonly op: "apply"; readonly operator: string; readonly args: readonly Expression[]; readonly type: ValueType };

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

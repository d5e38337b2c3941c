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

/** The checked form of an expression. A tree, immutable, compared by its written form. */
export type Expression =
  /** A canonical field; replaced by what the field map says when the plan is bound. */
  | { readonly op: "field"; readonly name: string; readonly type: ValueType }
  /** A column of the source, as text. */
  | { readonly op: "column"; readonly name: string; readonly type: "text" }
  /** The event's own time. */
  | { readonly op: "time"; readonly type: "time" }
  /** The value of the i-th key of a reduced group: what the engine computed already. */
  | { readonly op: "key"; readonly index: number; readonly type: ValueType }
  | {
      readonly op: "literal";
      readonly value: string | number | boolean | readonly string[];
      readonly type: "literal";
    }
  | { readonly op: "apply"; readonly operator: string; readonly args: readonly Expression[]; readonly type: ValueType };

/**
 * An engine's language. An operator belongs here only if the engine's answer equals JavaScript's on every input;
 * what is left out runs in JavaScript, on the reduced groups.
 */
export interface Dialect {
  readonly name: string;
  /** Writes a `column`, `time` or `key` leaf. Quotes identifiers. */
  readonly leaf: (leaf: Expression) => string;
  /** For each operator, what writes it: from compiled operands, the literals among the arguments, and the operands' types. */
  readonly operators: Readonly<
    Record<
      string,
      (
        args: readonly string[],
        literals: readonly Extract<Expression, { readonly op: "literal" }>["value"][],
        types: readonly Expression["type"][],
      ) => string
    >
  >;
  /** Whether the engine's answer to this application of one of its operators differs from JavaScript's. */
  readonly refuses?: (application: Extract<Expression, { readonly op: "apply" }>) => boolean;
}

import type { SyntaxNode } from "./language.ts";
import type { Binding, Column, Names, Relation, Scalar, Scope } from "./relation.ts";

/** A value on its way to being a column. */
export interface Field {
  readonly name: string;
  readonly value: Scalar;
}

/** What the parts of a translation use of the whole. */
export interface Context {
  /** What `now()` is, in ticks since 0001-01-01. */
  readonly now: bigint;
  /** The rows that a tabular expression gives. */
  relationOf(node: SyntaxNode, names: Names): Relation;
  /** The value that an expression gives for every row. */
  scalarOf(node: SyntaxNode, scope: Scope): Scalar;
  /** The body of a call of the query's own function, and what names mean in it. */
  enter(
    call: SyntaxNode,
    binding: Extract<Binding, { kind: "function" }>,
    scope: Scope,
  ): { readonly body: SyntaxNode; readonly names: Names };
  /** The rows that some SQL gives, with columns named as it names them. */
  step(sql: string, columns: readonly Column[], order?: string): Relation;
  /** Rows of the same columns. `rest` is what follows `from …`. */
  filtered(input: Relation, rest: string): Relation;
  /** Rows with other columns. `rest` is what follows `from …`; `order`, where wanted, an expression to number by. */
  projected(input: Relation, fields: readonly Field[], rest?: string, order?: string): Relation;
}

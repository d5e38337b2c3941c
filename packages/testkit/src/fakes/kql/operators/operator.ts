import type { Context } from "../context.ts";
import type { SyntaxNode } from "../language.ts";
import type { Names, Relation } from "../relation.ts";

/** Applies an operator of a pipe to the rows that come in. */
export type Operator = (node: SyntaxNode, input: Relation, names: Names, context: Context) => Relation;

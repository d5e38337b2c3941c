import type { SyntaxNode } from "../language.ts";
import type { Scalar } from "../relation.ts";
import { unsupported } from "../unsupported.ts";
import type { ScalarFunction } from "./arguments.ts";
import { CHOICES } from "./choices.ts";
import { DYNAMICS } from "./dynamics.ts";
import { NUMBERS } from "./numbers.ts";
import { TEXTS } from "./texts.ts";
import { TIMES } from "./times.ts";

const FUNCTIONS: ReadonlyMap<string, ScalarFunction> = new Map(
  [CHOICES, DYNAMICS, NUMBERS, TEXTS, TIMES].flatMap((table) => Object.entries(table)),
);

/** The value of a call of one of Kusto's own functions. */
export function functionOf<A extends SyntaxNode | Scalar>(
  name: string,
  args: readonly A[],
  translate: (argument: A) => Scalar,
): Scalar {
  const apply = FUNCTIONS.get(name);
  if (apply === undefined) throw unsupported(`the function ${name}()`);
  return apply(...args.map(translate));
}

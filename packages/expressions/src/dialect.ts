import type { Dialect, Expression } from "@winnow/core";
import { expressionKey, type Literal } from "./syntax.ts";

/** Whether the whole expression can run in the engine. */
export function runsIn(dialect: Dialect, expression: Expression): boolean {
  if (expression.op !== "apply") return true;
  if (!Object.hasOwn(dialect.operators, expression.operator) || dialect.refuses?.(expression) === true) return false;
  return expression.args.every((arg) => runsIn(dialect, arg));
}

/** Compiles an expression for which {@link runsIn} holds. */
export function compileExpression(expression: Expression, dialect: Dialect): string {
  if (expression.op !== "apply") return dialect.leaf(expression);
  const literals: Literal[] = [];
  const args: string[] = [];
  const types: Expression["type"][] = [];
  for (const arg of expression.args) {
    if (arg.op === "literal") {
      literals.push(arg.value);
      continue;
    }
    args.push(compileExpression(arg, dialect));
    types.push(arg.type);
  }
  return dialect.operators[expression.operator]!(args, literals, types);
}

/** The parts of expressions that an engine computes, each once, as the keys that it groups by. */
export class KeyCollector {
  readonly keys: Expression[] = [];
  readonly #positions = new Map<string, number>();

  /** Position of the key with this expression; a new one is added at the end. */
  add(expression: Expression): number {
    const identity = expressionKey(expression);
    const known = this.#positions.get(identity);
    if (known !== undefined) return known;
    this.#positions.set(identity, this.keys.length);
    return this.keys.push(expression) - 1;
  }
}

/**
 * Cuts an expression where the engine's abilities end: the largest parts that it can compute become keys, and what
 * remains, over those keys, is for JavaScript. An expression that runs whole leaves just one `key` leaf.
 */
export function splitExpression(expression: Expression, dialect: Dialect, collector: KeyCollector): Expression {
  if (expression.op === "literal") return expression;
  if (runsIn(dialect, expression)) {
    if (expression.op === "key") return expression;
    return { op: "key", index: collector.add(expression), type: expression.type };
  }
  if (expression.op !== "apply") return expression;
  return { ...expression, args: expression.args.map((arg) => splitExpression(arg, dialect, collector)) };
}

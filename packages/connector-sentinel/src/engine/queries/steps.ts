import { compileExpression, expressionKey } from "@winnow/expressions";
import type { Dialect, Expression } from "@winnow/core";

/** Names of columns in a query: of a column of the source, and of the event's time. */
export interface Names {
  readonly column: (name: string) => string;
  readonly time: string;
}

/** KQL for the value of an expression, and the number of `extend` operators that must precede it. */
interface Step {
  readonly kql: string;
  readonly level: number;
}

/**
 * Expressions as a chain of `extend`: every part of one, except for conditions, becomes a column and is computed once,
 * however many expressions use it. Nested in one another, a part that is used twice would double the query with every
 * level.
 */
export class Steps {
  readonly #dialect: Dialect;
  readonly #names: Names;
  readonly #prefix: string;
  readonly #known = new Map<string, Step>();
  readonly #levels: string[][] = [];

  /** @param prefix starts the names of the added columns, which must be free */
  constructor(dialect: Dialect, names: Names, prefix: string) {
    this.#dialect = dialect;
    this.#names = names;
    this.#prefix = prefix;
  }

  /** Adds an expression that the dialect can run and returns KQL for its value, valid after {@link write}'s operators. */
  add(expression: Expression): string {
    return this.#add(expression).kql;
  }

  /** The operators, without their bars, that compute all added expressions. */
  write(): string[] {
    return this.#levels.map((columns) => `extend ${columns.join(", ")}`);
  }

  #add(expression: Expression): Step {
    if (expression.op === "column") return { kql: this.#names.column(expression.name), level: 0 };
    if (expression.op === "time") return { kql: this.#names.time, level: 0 };
    if (expression.op !== "apply") throw new TypeError(`KQL has no expression of kind "${expression.op}"`);
    const identity = expressionKey(expression);
    const known = this.#known.get(identity);
    if (known !== undefined) return known;
    const step = this.#compile(expression);
    this.#known.set(identity, step);
    return step;
  }

  #compile(expression: Extract<Expression, { op: "apply" }>): Step {
    const parts: Step[] = [];
    // A `key` leaf represents each part while the operator around it is written.
    const args = expression.args.map((arg): Expression => {
      if (arg.op === "literal") return arg;
      parts.push(this.#add(arg));
      return { op: "key", index: parts.length - 1, type: arg.type as "text" };
    });
    const leaf = (place: Expression): string => parts[(place as { readonly index: number }).index]!.kql;
    const kql = compileExpression({ ...expression, args }, { ...this.#dialect, leaf });
    const level = parts.reduce((highest, part) => Math.max(highest, part.level), 0);
    if (expression.type === "boolean") return { kql, level };
    const name = `${this.#prefix}${this.#levels.reduce((count, columns) => count + columns.length, 0)}`;
    (this.#levels[level] ??= []).push(`${name} = ${kql}`);
    return { kql: name, level: level + 1 };
  }
}

import { compileExpression, expressionKey, type Dialect, type Expression } from "@winnow/core";

/** How the columns of a query are called: by position among the source's columns, and by the instant. */
export interface Names {
  readonly column: (name: string) => string;
  readonly time: string;
}

/**
 * Expressions as a chain of `extend`: every part of one, if it is no condition, becomes a column of its own and is
 * computed once, however many expressions and whatever operators use it. Written one into another, a part that
 * is used twice would double the query with every level.
 */
export class Steps {
  readonly #dialect: Dialect;
  readonly #names: Names;
  readonly #prefix: string;
  readonly #known = new Map<string, { readonly kql: string; readonly level: number }>();
  readonly #levels: string[][] = [];

  /** @param prefix starts the names of columns, which must be free */
  constructor(dialect: Dialect, names: Names, prefix: string) {
    this.#dialect = dialect;
    this.#names = names;
    this.#prefix = prefix;
  }

  /** What gives the value of the expression, after {@link write}. The dialect must be able to run it. */
  add(expression: Expression): string {
    return this.#add(expression).kql;
  }

  /** The operators, without their bars, that compute everything that was added. */
  write(): string[] {
    return this.#levels.map((columns) => `extend ${columns.join(", ")}`);
  }

  #add(expression: Expression): { readonly kql: string; readonly level: number } {
    if (expression.op === "column") return { kql: this.#names.column(expression.name), level: 0 };
    if (expression.op === "time") return { kql: this.#names.time, level: 0 };
    if (expression.op !== "apply") throw new TypeError(`a ${expression.op} has no place in KQL`);
    const identity = expressionKey(expression);
    const known = this.#known.get(identity);
    if (known !== undefined) return known;
    const step = this.#compile(expression);
    this.#known.set(identity, step);
    return step;
  }

  #compile(expression: Extract<Expression, { op: "apply" }>): { readonly kql: string; readonly level: number } {
    const parts: { readonly kql: string; readonly level: number }[] = [];
    // The parts' places stand in for them while the operator is written around.
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

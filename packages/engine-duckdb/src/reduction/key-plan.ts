import { columnsOf, expressionKey, mapLeaves } from "@winnow/expressions";
import type { Expression, ReducePlan } from "@winnow/core";
import { costOf } from "../dialect.ts";

/** A key by which events are grouped. */
export interface BaseKey {
  /** Its position among the plan's keys. */
  readonly index: number;
  readonly expression: Expression;
  /**
   * Where its value is computed: it is a column's text; once for each distinct text of a column; or in the scan, row by
   * row.
   */
  readonly from: "column" | "dictionary" | "scan";
  /** The column, by name, for the first two. */
  readonly column: string | undefined;
}

/** A key that is a function of base keys, so that it is computed on the groups. Its leaves are `key` leaves of base keys. */
export interface DerivedKey {
  readonly index: number;
  readonly expression: Expression;
  /** Positions of its base keys, at least one. */
  readonly inputs: readonly number[];
}

export interface KeyPlan {
  readonly base: readonly BaseKey[];
  readonly derived: readonly DerivedKey[];
  /** For every key of the plan, the position of the first key with the same expression. */
  readonly canonical: readonly number[];
}

/** Separates the keys that group events from those that follow from them: fewer keys mean less work per event. */
export function planKeys(keys: ReducePlan["keys"]): KeyPlan {
  const known = new Map<string, number>();
  keys.forEach(({ expression }, index) => {
    const identity = expressionKey(expression);
    if (!known.has(identity)) known.set(identity, index);
  });
  const canonical = keys.map(({ expression }) => known.get(expressionKey(expression))!);
  const own = keys.flatMap((key, index) => (canonical[index] === index ? [{ ...key, index }] : []));
  const derivations = new Map(
    own.flatMap(({ expression, index }) => {
      const over = overKeys(expression, known, index);
      return readsEvents(over) || inputsOf(over).length === 0 ? [] : [[index, over] as const];
    }),
  );
  const derived = [...derivations].map(([index, over]) => {
    const expression = resolved(over, derivations);
    return { index, expression, inputs: inputsOf(expression) };
  });
  return { base: placed(own.filter(({ index }) => !derivations.has(index))), derived, canonical };
}

function placed(keys: readonly { readonly index: number; readonly expression: Expression }[]): BaseKey[] {
  const stored = new Set(keys.flatMap(({ expression }) => storedColumn(expression) ?? []));
  return keys.map(({ index, expression }) => {
    if (expression.op === "column") return { index, expression, from: "column", column: expression.name };
    const column = onlyColumn(expression);
    if (column === undefined || !stored.has(column)) return { index, expression, from: "scan", column: undefined };
    return { index, expression, from: "dictionary", column };
  });
}

/** The column whose text must be kept for this key. */
function storedColumn(expression: Expression): string | undefined {
  if (expression.op === "column") return expression.name;
  return costOf(expression) === "costly" ? onlyColumn(expression) : undefined;
}

/** The only column that the expression reads; undefined where it reads more or the time. */
function onlyColumn(expression: Expression): string | undefined {
  const columns = columnsOf(expression);
  return columns.length === 1 && !readsTime(expression) ? columns[0] : undefined;
}

function readsTime(expression: Expression): boolean {
  return expression.op === "apply" ? expression.args.some(readsTime) : expression.op === "time";
}

function readsEvents(expression: Expression): boolean {
  if (expression.op === "apply") return expression.args.some(readsEvents);
  return expression.op === "column" || expression.op === "time";
}

/** The expression with every largest part that is a key of its own, other than `self`, as a `key` leaf. */
function overKeys(expression: Expression, known: ReadonlyMap<string, number>, self: number): Expression {
  if (expression.op === "literal") return expression;
  const key = known.get(expressionKey(expression));
  if (key !== undefined && key !== self) return { op: "key", index: key, type: expression.type };
  if (expression.op !== "apply") return expression;
  return { ...expression, args: expression.args.map((arg) => overKeys(arg, known, self)) };
}

/** Replaces leaves by their derived keys until only base keys are left. */
function resolved(expression: Expression, derivations: ReadonlyMap<number, Expression>): Expression {
  return mapLeaves(expression, (leaf) => {
    const derivation = leaf.op === "key" ? derivations.get(leaf.index) : undefined;
    return derivation === undefined ? leaf : resolved(derivation, derivations);
  });
}

function inputsOf(expression: Expression): number[] {
  const inputs = new Set<number>();
  mapLeaves(expression, (leaf) => {
    if (leaf.op === "key") inputs.add(leaf.index);
    return leaf;
  });
  return [...inputs];
}

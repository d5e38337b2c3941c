import { expressionKey, type LeafValue, toEvaluator } from "@winnow/expressions";
import type { Expression, ReducePlan, Value } from "@winnow/core";

/** Source of a key's value: a key that the service groups by, or other keys. */
export type PlannedKey =
  /** Position among the keys that the service groups by. */
  | { readonly kind: "base"; readonly position: number; readonly type: Expression["type"] }
  | {
      readonly kind: "derived";
      readonly type: Expression["type"];
      /** Computes the value from the values of base keys, by position. */
      readonly evaluate: (base: (position: number) => Value) => Value;
    };

export interface KeyPlan {
  /** The keys that the service groups by: the fewer, the smaller the answers. */
  readonly base: readonly Expression[];
  /** One entry per key of the plan. */
  readonly keys: readonly PlannedKey[];
}

/** Selects the keys for the service to group by: those that do not follow from others. */
export function planKeys(keys: ReducePlan["keys"]): KeyPlan {
  const first = new Map<string, number>();
  keys.forEach(({ expression }, index) => {
    if (!first.has(expressionKey(expression))) first.set(expressionKey(expression), index);
  });
  const over = keys.map(({ expression }) => overKeys(expression, first, expressionKey(expression)));
  const base: Expression[] = [];
  const planned: (PlannedKey | undefined)[] = keys.map(() => undefined);
  for (const [index, { expression }] of keys.entries()) {
    if (first.get(expressionKey(expression)) !== index || !readsEvents(over[index]!)) continue;
    planned[index] = { kind: "base", position: base.push(expression) - 1, type: expression.type };
  }
  const keyAt = (index: number): PlannedKey => (planned[index] ??= derive(index));
  const derive = (index: number): PlannedKey => {
    const { expression } = keys[index]!;
    const own = first.get(expressionKey(expression))!;
    if (own !== index) return keyAt(own);
    const evaluate = toEvaluator(over[index]!);
    return {
      kind: "derived",
      type: expression.type,
      evaluate: (value) => evaluate(leafOf((input) => valueOf(keyAt(input), value))),
    };
  };
  return { base, keys: keys.map((_, index) => keyAt(index)) };
}

function valueOf(key: PlannedKey, base: (position: number) => Value): Value {
  return key.kind === "base" ? base(key.position) : key.evaluate(base);
}

function leafOf(key: (index: number) => Value): LeafValue {
  return (leaf) => (leaf.op === "key" ? key(leaf.index) : null);
}

/** The expression with every largest proper part that is also a key replaced by a `key` leaf. */
function overKeys(expression: Expression, known: ReadonlyMap<string, number>, own: string): Expression {
  if (expression.op === "literal") return expression;
  const identity = expressionKey(expression);
  const key = identity === own ? undefined : known.get(identity);
  if (key !== undefined) return { op: "key", index: key, type: expression.type };
  if (expression.op !== "apply") return expression;
  return { ...expression, args: expression.args.map((arg) => overKeys(arg, known, own)) };
}

function readsEvents(expression: Expression): boolean {
  if (expression.op === "apply") return expression.args.some(readsEvents);
  return expression.op === "column" || expression.op === "time";
}

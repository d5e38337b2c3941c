import type { LeafValue } from "@winnow/expressions";
import type { GroupBatch, KeyColumn, Value } from "@winnow/core";
import { infiniteFeature, textFeature } from "../errors.ts";
import type { PlannedValue } from "../plan.ts";

/** Turns a value into the number that stands for it in a row. */
type Convert = (of: PlannedValue, value: Value) => number;

/** A number that many groups share (a length, a count) is worth remembering; past this many, they are all different. */
const MOST_NUMBERS = 1 << 16;

/** Text codes are below this, so that a pair of them is a whole number that doubles hold exactly. */
const CODES = 2 ** 26;

/**
 * A planned value over the groups of a reduction. A value is computed once for each number, or, where the engine
 * numbers its texts, for each combination of the texts that it reads: groups are many, what is behind them is not.
 */
export class ValueColumn {
  readonly #value: PlannedValue;
  readonly #convert: Convert;
  /** Results by the number of the combination; holes where none was computed yet. */
  readonly #known: number[] = [];
  readonly #combinations: Map<number, number>[];
  readonly #byNumber = new Map<number, number>();

  constructor(value: PlannedValue, convert: Convert) {
    this.#value = value;
    this.#convert = convert;
    this.#combinations = value.keys.slice(1).map(() => new Map<number, number>());
  }

  /** The numbers of the groups of `batch`, one per group. */
  over(batch: GroupBatch): Float64Array {
    const numbers = new Float64Array(batch.rows);
    let at = 0;
    const leafValue: LeafValue = (leaf) => (leaf.op === "key" ? keyValue(batch.keys[leaf.index]!, at) : null);
    const compute = (): number => this.#convert(this.#value, this.#value.evaluate(leafValue));
    const [first] = this.#value.keys.map((key) => batch.keys[key]!);
    if (this.#value.keys.length === 1 && first!.type === "number") {
      for (; at < batch.rows; at++) numbers[at] = this.#ofNumber(first!.values[at]!, compute);
      return numbers;
    }
    const codes = this.#value.keys.map((key) => codesOf(batch.keys[key]!));
    if (codes.length === 0 || codes.includes(undefined)) {
      for (; at < batch.rows; at++) numbers[at] = compute();
      return numbers;
    }
    for (; at < batch.rows; at++) {
      const combination = this.#number(codes as Int32Array[], at);
      numbers[at] = this.#known[combination] ??= compute();
    }
    return numbers;
  }

  #ofNumber(key: number, compute: () => number): number {
    const known = this.#byNumber.get(key);
    if (known !== undefined) return known;
    const computed = compute();
    if (this.#byNumber.size < MOST_NUMBERS) this.#byNumber.set(key, computed);
    return computed;
  }

  /** Number of the combination of texts at `at`: the text's own where there is one, else counted as they are met. */
  #number(codes: readonly Int32Array[], at: number): number {
    let combination = codes[0]![at]!;
    for (let i = 1; i < codes.length; i++) {
      const pairs = this.#combinations[i - 1]!;
      const pair = combination * CODES + codes[i]![at]!;
      const known = pairs.get(pair);
      combination = known ?? pairs.size;
      if (known === undefined) pairs.set(pair, combination);
    }
    return combination;
  }
}

function codesOf(column: KeyColumn): Int32Array | undefined {
  return column.type === "text" ? column.codes : undefined;
}

function keyValue(column: KeyColumn, at: number): Value {
  if (column.type === "boolean") return column.values[at] === 1;
  if (column.type !== "number") return column.values[at]!;
  const value = column.values[at]!;
  return Number.isNaN(value) ? null : value;
}

/** Missing counts as 0, flags as 0 and 1. @throws `WN1313` text, `WN1314` not finite */
export function toNumber(feature: PlannedValue, value: Value): number {
  if (value === null) return 0;
  if (typeof value === "string") throw textFeature({ feature: feature.name });
  const number = Number(value);
  if (!Number.isFinite(number)) throw infiniteFeature({ feature: feature.name, value: number });
  return number;
}

export function toText(value: Value): string {
  return value === null ? "" : String(value);
}

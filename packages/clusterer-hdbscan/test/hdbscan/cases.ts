import * as fc from "fast-check";
import type { HdbscanOptions, Points } from "../../src/index.ts";

/** Rows with integer weights. */
export interface WeightedRows {
  readonly rows: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

export function toPoints(rows: readonly (readonly number[])[], weights?: readonly number[]): Points {
  const columns = (rows[0] ?? [0]).map((_, j) => `c${j}`);
  return {
    rows: rows.length,
    columns,
    data: Float64Array.from(rows.flat()),
    weights: weights === undefined ? new Float64Array(rows.length).fill(1) : Float64Array.from(weights),
  };
}

/** Each row as often as its weight says. */
export function repeat(input: WeightedRows): number[][] {
  return input.rows.flatMap((row, i) => Array.from({ length: input.weights[i]! }, () => [...row]));
}

/** Nothing so small that its square vanishes: the definition as written, unlike the code, takes it for 0. */
function squarable(value: number): number {
  return Math.abs(value) < 2 ** -500 ? 0 : value;
}

/** Coordinates that repeat and tie: small integers, decimals that do not sum exactly, or a few free numbers. */
const coordinate = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: 6 }).map((value) => value / 10),
  },
  { weight: 1, arbitrary: fc.double({ min: -2, max: 6, noNaN: true, noDefaultInfinity: true }).map(squarable) },
);

/** Few rows, often equal, on few distances. */
export const weightedRows: fc.Arbitrary<WeightedRows> = fc
  .record({ dimensions: fc.integer({ min: 1, max: 3 }), count: fc.integer({ min: 1, max: 11 }) })
  .chain(({ dimensions, count }) =>
    fc.record({
      rows: fc.array(fc.array(coordinate, { minLength: dimensions, maxLength: dimensions }), {
        minLength: count,
        maxLength: count,
      }),
      weights: fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4 })), {
        minLength: count,
        maxLength: count,
      }),
    }),
  );

export const options: fc.Arbitrary<HdbscanOptions> = fc.record({
  minPoints: fc.integer({ min: 1, max: 6 }),
  minClusterSize: fc.integer({ min: 2, max: 6 }),
  selection: fc.constantFrom("eom" as const, "eom" as const, "leaf" as const),
  selectionEpsilon: fc.constantFrom(0, 0, 0.3, 1, 1.5),
  allowSingleCluster: fc.boolean(),
  maxClusterSize: fc.constantFrom(Infinity, Infinity, 6, 12),
});

/** A random order of 0 … length − 1, from sort keys. */
export function shuffled(length: number, seed: number): number[] {
  let state = seed | 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 0;
  };
  const keys = Array.from({ length }, next);
  return keys.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]!);
}

/** Labels renamed by first appearance. */
export function byFirstAppearance(labels: Iterable<number>): number[] {
  const names = new Map<number, number>();
  return Array.from(labels, (label) => {
    if (label < 0) return -1;
    if (!names.has(label)) names.set(label, names.size);
    return names.get(label)!;
  });
}

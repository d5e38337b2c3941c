import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hdbscanSteps } from "../../src/hdbscan/algorithm.ts";
import { foldAll, foldNone } from "../../src/hdbscan/fold.ts";
import { runSteps } from "@winnow/spatial";
import { hdbscan } from "../../src/index.ts";
import type { HdbscanOptions, HdbscanResult } from "../../src/index.ts";
import { byFirstAppearance, options, repeat, shuffled, toPoints, weightedRows } from "./cases.ts";
import type { WeightedRows } from "./cases.ts";
import { referenceHdbscan } from "./reference.ts";

const RUNS = { numRuns: 2000, seed: 7 };

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    const same =
      Object.is(actual[i], expected[i]) ||
      Math.abs(actual[i]! - expected[i]!) <= 1e-12 * Math.max(1, Math.abs(expected[i]!));
    expect(same, `${what} of row ${i}: ${actual[i]} instead of ${expected[i]}`).toBe(true);
  }
}

function cluster(input: WeightedRows, settings: HdbscanOptions): HdbscanResult {
  return hdbscan(toPoints(input.rows, input.weights), settings);
}

describe("hdbscan on small sets full of duplicates and ties", () => {
  it("agrees with the definition worked out on all pairs, equal rows folded or not", () => {
    fc.assert(
      fc.property(weightedRows, options, (input, settings) => {
        const rows = repeat(input);
        const expected = referenceHdbscan(rows, settings);
        for (const fold of [foldAll, foldNone]) {
          const actual = runSteps(hdbscanSteps(toPoints(rows), settings, fold));
          expect([...actual.labels]).toEqual(expected.labels);
          expectClose(actual.coreDistances, expected.coreDistances, "core distance");
          expectClose(actual.strength, expected.strength, "strength");
          expectClose(actual.outlierScores, expected.outlierScores, "outlier score");
        }
      }),
      RUNS,
    );
  });

  it("gives weighted rows what their repetitions get", () => {
    fc.assert(
      fc.property(weightedRows, options, (input, settings) => {
        const weighted = cluster(input, settings);
        const repeated = runSteps(hdbscanSteps(toPoints(repeat(input)), settings, foldNone));
        const spread = (values: ArrayLike<number>): number[] =>
          input.weights.flatMap((weight, row) => Array.from({ length: weight }, () => values[row]!));
        expect(spread(weighted.labels)).toEqual([...repeated.labels]);
        expectClose(spread(weighted.coreDistances), repeated.coreDistances, "core distance");
        expectClose(spread(weighted.strength), repeated.strength, "strength");
        expectClose(spread(weighted.outlierScores), repeated.outlierScores, "outlier score");
      }),
      RUNS,
    );
  });

  it("does not depend on the order of rows", () => {
    fc.assert(
      fc.property(weightedRows, options, fc.integer(), (input, settings, seed) => {
        const order = shuffled(input.rows.length, seed);
        const original = cluster(input, settings);
        const permuted = cluster(
          { rows: order.map((row) => input.rows[row]!), weights: order.map((row) => input.weights[row]!) },
          settings,
        );
        const back = <T>(values: ArrayLike<T>): T[] => order.map((row) => values[row]!);
        expect([...permuted.labels]).toEqual(byFirstAppearance(back(original.labels)));
        expect([...permuted.coreDistances]).toEqual(back(original.coreDistances));
        expect([...permuted.strength]).toEqual(back(original.strength));
        expect([...permuted.outlierScores]).toEqual(back(original.outlierScores));
        expect([...permuted.condensedTree.rowLambda]).toEqual(back(original.condensedTree.rowLambda));
      }),
      RUNS,
    );
  });

  it("numbers clusters from 0 without gaps, ascending by lowest row", () => {
    fc.assert(
      fc.property(weightedRows, options, (input, settings) => {
        const { labels } = cluster(input, settings);
        expect([...labels]).toEqual(byFirstAppearance(labels));
      }),
      { ...RUNS, numRuns: 500 },
    );
  });

  it("predicts for every row what the row got", () => {
    fc.assert(
      fc.property(weightedRows, options, (input, settings) => {
        const result = cluster(input, settings);
        input.rows.forEach((row, i) => {
          const { label, strength, outlierScore } = result.predict(Float64Array.from(row));
          expect(label).toBe(result.labels[i]);
          expect(strength).toBe(result.strength[i]);
          expect(outlierScore).toBe(result.outlierScores[i]);
        });
      }),
      { ...RUNS, numRuns: 500 },
    );
  });
});

describe("hdbscan on some hundred rows of a grid, full of duplicates and ties", () => {
  const steps = fc.integer({ min: 0, max: 12 });
  const gridRows = fc.integer({ min: 1, max: 5 }).chain((dimensions) =>
    fc
      .array(
        fc.tuple(fc.array(steps, { minLength: dimensions, maxLength: dimensions }), fc.integer({ min: 1, max: 9 })),
        {
          minLength: 150,
          maxLength: 400,
        },
      )
      .map((pairs) => ({
        rows: pairs.map(([row]) => row.map((step) => (step * step) / 10)),
        weights: pairs.map(([, weight]) => weight),
      })),
  );
  const settings = { minPoints: 7, minClusterSize: 9 };

  it("gives weighted, repeated, folded and permuted rows the same answer", () => {
    fc.assert(
      fc.property(gridRows, fc.integer(), (input, seed) => {
        const weighted = cluster(input, settings);
        const repeated = repeat(input);
        const order = shuffled(repeated.length, seed);
        const points = toPoints(order.map((at) => repeated[at]!));
        const [folded, plain] = [foldAll, foldNone].map((fold) => runSteps(hdbscanSteps(points, settings, fold)));
        const owner = input.weights.flatMap((weight, row) => Array.from({ length: weight }, () => row));
        const expected = <T>(values: ArrayLike<T>): T[] => order.map((at) => values[owner[at]!]!);
        for (const result of [folded!, plain!]) {
          expect([...result.labels]).toEqual(byFirstAppearance(expected(weighted.labels)));
          expect([...result.strength]).toEqual(expected(weighted.strength));
          expect([...result.outlierScores]).toEqual(expected(weighted.outlierScores));
          expect([...result.coreDistances]).toEqual(expected(weighted.coreDistances));
        }
      }),
      { numRuns: 100, seed: 5 },
    );
  });
});

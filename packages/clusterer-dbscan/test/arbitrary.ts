import * as fc from "fast-check";
import type { Metric } from "@winnow/spatial";
import type { DbscanPoints } from "../src/index.ts";

/** A clustering problem. */
export interface Case {
  points: DbscanPoints & { weights: Float64Array };
  eps: number;
  minPoints: number;
  metric: Metric;
}

/**
 * Problems where duplicates and exact ties are the rule: coordinates on a small grid whose step is not a binary fraction, eps
 * at its exact distances, and now and then free or extreme values.
 */
export function problems(mostRows: number): fc.Arbitrary<Case> {
  return fc
    .record({ rows: fc.integer({ min: 0, max: mostRows }), dimensions: fc.integer({ min: 1, max: 4 }) })
    .chain(({ rows, dimensions }) =>
      fc.record({
        points: fc.record({
          rows: fc.constant(rows),
          columns: fc.constant(Array.from({ length: dimensions }, (_, j) => `c${j}`)),
          data: coordinates(rows * dimensions),
          weights: weights(rows),
        }),
        eps: fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(0, 0.1, 0.2, 0.3, 0.1 * Math.SQRT2, 0.1 * Math.sqrt(5)) },
          { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
          { weight: 1, arbitrary: fc.constantFrom(1e-300, 1e300, 1e-160, Infinity) },
        ),
        minPoints: fc.integer({ min: 1, max: 12 }),
        metric: fc.constantFrom<Metric>("euclidean", "euclidean", "manhattan", "chebyshev"),
      }),
    )
    .filter(({ points, eps }) => eps === 0 || points.data.every((value) => Math.abs(value) / eps < 1e300));
}

function grid(most: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: most }).map((step) => step * 0.1);
}

function coordinates(length: number): fc.Arbitrary<Float64Array> {
  const extreme = fc.constantFrom(0, -0, 1e-300, -1e-300, 3e-300, 1e300, -1e300, 1.5e300, 1, 5e-324, Number.MAX_VALUE);
  const free = fc.double({ min: -1, max: 1, noNaN: true });
  return fc
    .constantFrom(grid(3), grid(9), grid(9), grid(40), free, extreme)
    .chain((value) => fc.array(value, { minLength: length, maxLength: length }))
    .map((values) => Float64Array.from(values));
}

function weights(rows: number): fc.Arbitrary<Float64Array> {
  const weight = fc.oneof(
    { weight: 5, arbitrary: fc.constant(1) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 6 }) },
  );
  return fc.array(weight, { minLength: rows, maxLength: rows }).map((values) => Float64Array.from(values));
}

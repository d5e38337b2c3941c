import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scalePoints } from "../../src/scale/scale.ts";

const points = (rows: readonly (readonly number[])[], weights = rows.map(() => 1)) => ({
  rows: rows.length,
  columns: (rows[0] ?? []).map((_, i) => `f${i}`),
  data: Float64Array.from(rows.flat()),
  weights: Float64Array.from(weights),
});

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
/** Large values that vary in their last digits only. */
const near = fc.integer({ min: 0, max: 3 }).map((step) => 1e6 - step * 2 ** -33);
const matrix = fc
  .array(fc.tuple(fc.oneof(finite, near), near), { minLength: 1, maxLength: 20 })
  .chain((rows) =>
    fc.tuple(
      fc.constant(rows),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: rows.length, maxLength: rows.length }),
    ),
  );

describe("scaling", () => {
  it("l2 gives unit length and leaves the zero vector", () => {
    expect([
      ...scalePoints(
        points([
          [3, 4],
          [0, 0],
        ]),
        "l2",
      ).data,
    ]).toEqual([0.6, 0.8, 0, 0]);
  });

  it("standard counts weights", () => {
    const { data } = scalePoints(points([[0], [4]], [3, 1]), "standard");
    expect([...data]).toEqual([-1 / Math.sqrt(3), 3 / Math.sqrt(3)]);
  });

  it("robust centres on the median of the events, not of the points", () => {
    expect([...scalePoints(points([[0], [1], [9]], [1, 10, 1]), "robust").data][1]).toBe(0);
  });

  it("minmax spans 0 to 1", () => {
    expect([...scalePoints(points([[2], [6], [4]]), "minmax").data]).toEqual([0, 1, 0.5]);
  });

  it.each(["standard", "robust", "minmax"] as const)("%s turns a constant feature into 0", (scale) => {
    expect([...scalePoints(points([[7], [7]]), scale).data]).toEqual([0, 0]);
  });

  it.each(["none", "l2", "standard", "robust", "minmax"] as const)(
    "%s of a weighted point equals that of as many single ones, and stays finite",
    (scale) => {
      fc.assert(
        fc.property(matrix, ([rows, weights]) => {
          const weighted = scalePoints(points(rows, weights), scale).data;
          const repeated = scalePoints(
            points(rows.flatMap((row, i) => Array(weights[i]!).fill(row) as number[][])),
            scale,
          ).data;
          let at = 0;
          weights.forEach((weight, i) => {
            for (let f = 0; f < 2; f++) {
              expect(weighted[i * 2 + f]).toBeCloseTo(repeated[at * 2 + f]!, 6);
              expect(Number.isFinite(weighted[i * 2 + f])).toBe(true);
            }
            at += weight;
          });
        }),
      );
    },
  );
});

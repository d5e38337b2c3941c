import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { principalComponents, project, type WeightedPoints } from "../../../../page/views/map/principal.ts";

const points: fc.Arbitrary<WeightedPoints> = fc
  .record({ rows: fc.integer({ min: 1, max: 12 }), width: fc.integer({ min: 1, max: 5 }) })
  .chain(({ rows, width }) =>
    fc
      .record({
        data: fc.array(fc.double({ min: -50, max: 50, noNaN: true }), {
          minLength: rows * width,
          maxLength: rows * width,
        }),
        weights: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: rows, maxLength: rows }),
      })
      .map(({ data, weights }) => ({
        rows,
        columns: Array.from({ length: width }, (_, i) => `c${i}`),
        data: Float64Array.from(data),
        weights: Float64Array.from(weights),
      })),
  );

/** Every point written out as often as it weighs. */
function expanded({ rows, columns, data, weights }: WeightedPoints): WeightedPoints {
  const width = columns.length;
  const copies = Array.from({ length: rows }, (_, i) => i).flatMap((i) => Array.from({ length: weights[i]! }, () => i));
  return {
    rows: copies.length,
    columns,
    data: Float64Array.from(copies.flatMap((i) => [...data.subarray(i * width, (i + 1) * width)])),
    weights: new Float64Array(copies.length).fill(1),
  };
}

function variance(values: Float64Array, weights: Float64Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / total;
  return values.reduce((sum, value, i) => sum + weights[i]! * (value - mean) ** 2, 0) / total;
}

describe("principal components", () => {
  it("are those of the points written out as often as they weigh", () => {
    fc.assert(
      fc.property(points, (weighted) => {
        const [left, right] = [principalComponents(weighted), principalComponents(expanded(weighted))];
        left.explained.forEach((share, i) => expect(share).toBeCloseTo(right.explained[i]!, 6));
        left.mean.forEach((mean, i) => expect(mean).toBeCloseTo(right.mean[i]!, 8));
      }),
    );
  });

  it("are unit vectors at right angles; the shares add up, fall, and are those of the variance along them", () => {
    fc.assert(
      fc.property(points, (weighted) => {
        const { mean, directions, explained } = principalComponents(weighted);
        const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
        directions.forEach((a, i) => directions.forEach((b, j) => expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 8)));
        const along = directions.map((direction) => variance(project(weighted, mean, direction), weighted.weights));
        const total = along.reduce((sum, value) => sum + value, 0);
        if (total < 1e-9) return;
        along.forEach((value, i) => expect(value / total).toBeCloseTo(explained[i]!, 6));
        expect(explained).toEqual(explained.toSorted((a, b) => b - a));
      }),
    );
  });

  it("find the line that points lie on, and give it the direction of its largest coefficient", () => {
    const line: WeightedPoints = {
      rows: 4,
      columns: ["a", "b"],
      data: Float64Array.of(0, 0, -3, -4, 3, 4, 6, 8),
      weights: Float64Array.of(1, 2, 1, 5),
    };
    const { directions, explained } = principalComponents(line);
    expect([...directions[0]!].map((value) => Number(value.toFixed(9)))).toEqual([0.6, 0.8]);
    expect(explained[0]).toBeCloseTo(1, 12);
  });

  it("say of equal points that nothing varies", () => {
    const { explained } = principalComponents({
      rows: 2,
      columns: ["a", "b"],
      data: Float64Array.of(1, 2, 1, 2),
      weights: Float64Array.of(1, 1),
    });
    expect(explained).toEqual([0, 0]);
  });
});

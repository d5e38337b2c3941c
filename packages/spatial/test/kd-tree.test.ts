import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandDistance, KdTree, SpatialError } from "../src/index.ts";
import type { Metric, PointSet } from "../src/index.ts";
import { bruteNearest, bruteWithin, weightOf } from "./reference.ts";

interface Case {
  points: PointSet;
  metric: Metric;
  leafSize: number;
  radius: number;
  count: number;
}

/** Few distinct coordinates: duplicates and exact ties are the rule, decimal steps make some ties inexact. */
const cases: fc.Arbitrary<Case> = fc
  .record({ rows: fc.integer({ min: 0, max: 60 }), dimensions: fc.integer({ min: 1, max: 5 }) })
  .chain(({ rows, dimensions }) =>
    fc.record({
      points: fc.record({
        rows: fc.constant(rows),
        dimensions: fc.constant(dimensions),
        data: coordinates(rows * dimensions),
        weights: fc.option(
          fc
            .array(fc.integer({ min: 0, max: 4 }), { minLength: rows, maxLength: rows })
            .map((w) => Float64Array.from(w)),
          { nil: undefined },
        ),
      }),
      metric: fc.constantFrom<Metric>("euclidean", "manhattan", "chebyshev"),
      leafSize: fc.constantFrom(1, 2, 5, 16),
      radius: fc.oneof(
        fc.constantFrom(0, 0.1, 0.2, 0.3, 0.1 * Math.SQRT2, 1e-300, 1e300, Infinity),
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
      count: fc.integer({ min: 1, max: 20 }),
    }),
  );

function coordinates(length: number): fc.Arbitrary<Float64Array> {
  const grid = fc.integer({ min: 0, max: 4 }).map((step) => step * 0.1);
  const extreme = fc.constantFrom(0, -0, 1e-300, -1e-300, 3e-300, 1e300, -1e300, 1.5e300, 1, 5e-324, Number.MAX_VALUE);
  const free = fc.double({ min: -1, max: 1, noNaN: true });
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.constant(grid) },
      { weight: 1, arbitrary: fc.constant(extreme) },
      { weight: 1, arbitrary: fc.constant(free) },
    )
    .chain((value) => fc.array(value, { minLength: length, maxLength: length }))
    .map((values) => Float64Array.from(values));
}

function vectorOf(points: PointSet, row: number): Float64Array {
  return points.data.slice(row * points.dimensions, (row + 1) * points.dimensions);
}

describe("KdTree", () => {
  it("agrees with brute force on radius counts and visits", () => {
    fc.assert(
      fc.property(cases, ({ points, metric, leafSize, radius, count }) => {
        const tree = new KdTree(points, { metric, leafSize });
        for (let row = 0; row < points.rows; row += 7) {
          const vector = vectorOf(points, row);
          const expected = bruteWithin(points, vector, radius, metric);
          const weight = expected.reduce((sum, other) => sum + weightOf(points, other), 0);
          const visited: number[] = [];
          tree.visitWithin(vector, radius, (other) => void visited.push(other));
          expect(visited.toSorted((a, b) => a - b)).toEqual(expected);
          expect(tree.countWithin(vector, radius)).toBe(weight);
          expect(tree.countWithin(vector, radius, count) >= count).toBe(weight >= count);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("agrees with brute force on nearest points and core distances", () => {
    fc.assert(
      fc.property(cases, ({ points, metric, leafSize, count }) => {
        const tree = new KdTree(points, { metric, leafSize });
        const coreDistances = tree.coreDistances(count);
        for (let row = 0; row < points.rows; row += 5) {
          const vector = vectorOf(points, row);
          const expected = bruteNearest(points, vector, count, metric);
          const found = tree.nearest(vector, count);
          expect([...found.rows]).toEqual(expected.map((neighbour) => neighbour.row));
          expect([...found.distances]).toEqual(expected.map((neighbour) => expandDistance(metric, neighbour.reduced)));
          const weight = expected.reduce((sum, neighbour) => sum + weightOf(points, neighbour.row), 0);
          const distance = weight >= count ? expandDistance(metric, expected.at(-1)!.reduced) : Infinity;
          expect(coreDistances[row]).toBe(distance);
          expect(tree.coreDistance(vector, count)).toBe(distance);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps every row once, in leaves no larger than asked", () => {
    fc.assert(
      fc.property(cases, ({ points, leafSize }) => {
        const tree = new KdTree(points, { leafSize });
        expect([...tree.order].toSorted((a, b) => a - b)).toEqual(Array.from({ length: points.rows }, (_, row) => row));
        for (let leaf = tree.firstLeaf; leaf < tree.nodes; leaf++) {
          expect(tree.ends[leaf]! - tree.starts[leaf]!).toBeLessThanOrEqual(leafSize);
          for (let position = tree.starts[leaf]!; position < tree.ends[leaf]!; position++)
            expect(tree.leafAt(position)).toBe(leaf);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("handles d = 16 and constant columns", () => {
    const rows = 200;
    const data = Float64Array.from({ length: rows * 16 }, (_, i) => (i % 16 < 8 ? 1 : (i * 7919) % 13));
    const points = { rows, dimensions: 16, data };
    const tree = new KdTree(points);
    for (let row = 0; row < rows; row += 20) {
      const vector = vectorOf(points, row);
      expect(tree.countWithin(vector, 9)).toBe(bruteWithin(points, vector, 9, "euclidean").length);
    }
  });

  it("ends a visit when the visitor says so", () => {
    const tree = new KdTree({ rows: 3, dimensions: 1, data: Float64Array.of(0, 0, 0) });
    let visits = 0;
    tree.visitWithin(Float64Array.of(0), 0, () => {
      visits++;
      return false;
    });
    expect(visits).toBe(1);
  });

  it.each([
    [Number.NaN, "row 1, column 0: NaN is not a finite number"],
    [Infinity, "row 1, column 0: Infinity is not a finite number"],
    [-Infinity, "row 1, column 0: -Infinity is not a finite number"],
  ])("refuses %d and names its place", (value, message) => {
    expect(() => new KdTree({ rows: 2, dimensions: 2, data: Float64Array.of(0, 0, value, 0) })).toThrow(message);
  });

  it("refuses wrong sizes, weights, radii and counts", () => {
    const data = Float64Array.of(0, 1);
    expect(() => new KdTree({ rows: 3, dimensions: 1, data })).toThrow(SpatialError);
    expect(() => new KdTree({ rows: 2, dimensions: 1, data, weights: Float64Array.of(1) })).toThrow(
      "weights: expected 2 values, got 1",
    );
    expect(() => new KdTree({ rows: 2, dimensions: 1, data, weights: Float64Array.of(1, -1) })).toThrow(
      "row 1: weight -1",
    );
    const tree = new KdTree({ rows: 2, dimensions: 1, data });
    expect(() => tree.countWithin(Float64Array.of(0), -1)).toThrow("radius -1");
    expect(() => tree.visitWithin(Float64Array.of(0, 0), 1, () => {})).toThrow("vector: expected 1 values, got 2");
    expect(() => tree.nearest(Float64Array.of(0), 0)).toThrow("count 0");
    expect(() => tree.coreDistances(0)).toThrow("minPoints 0");
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { samplesRepeat, uniqueRows } from "../src/index.ts";

const repetitive = fc.record({ rows: fc.nat(200), dimensions: fc.nat(3) }).chain(({ rows, dimensions }) =>
  fc.record({
    rows: fc.constant(rows),
    dimensions: fc.constant(dimensions),
    data: fc
      .array(fc.constantFrom(0, -0, 1, 0.1, -1e300), { minLength: rows * dimensions, maxLength: rows * dimensions })
      .map((values) => Float64Array.from(values)),
    weights: fc.option(
      fc.array(fc.nat(5), { minLength: rows, maxLength: rows }).map((values) => Float64Array.from(values)),
      { nil: undefined },
    ),
  }),
);

describe("uniqueRows", () => {
  it("folds equal rows in order of first appearance, summing weights", () => {
    fc.assert(
      fc.property(repetitive, ({ rows, dimensions, data, weights }) => {
        // 0 and -0 print alike.
        const key = (row: number): string => data.slice(row * dimensions, (row + 1) * dimensions).join();
        const sums = new Map<string, number>();
        for (let row = 0; row < rows; row++) sums.set(key(row), (sums.get(key(row)) ?? 0) + (weights?.[row] ?? 1));
        const { points, firstRows, indexOf } = uniqueRows({ rows, dimensions, data, weights });
        expect(Array.from(firstRows, key)).toEqual([...sums.keys()]);
        expect([...points.weights]).toEqual([...sums.values()]);
        expect(Array.from(indexOf, (index) => key(firstRows[index]!))).toEqual(
          Array.from({ length: rows }, (_, r) => key(r)),
        );
        expect(firstRows).toEqual(firstRows.toSorted());
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps many distinct rows apart", () => {
    const rows = 20_000;
    const data = Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? Math.floor(i / 200) : i % 200));
    const { points, indexOf } = uniqueRows({ rows, dimensions: 2, data });
    expect(points.rows).toBe(rows);
    expect([...indexOf]).toEqual(Array.from({ length: rows }, (_, row) => row));
  });
});

describe("samplesRepeat", () => {
  it("tells repetitive points from distinct ones", () => {
    const rows = 5000;
    const distinct = Float64Array.from({ length: rows }, (_, i) => i);
    expect(samplesRepeat({ rows, dimensions: 1, data: distinct }, 1000)).toBe(false);
    expect(samplesRepeat({ rows, dimensions: 1, data: distinct.map((value) => value % 50) }, 1000)).toBe(true);
    expect(samplesRepeat({ rows: 0, dimensions: 1, data: new Float64Array() }, 1000)).toBe(false);
  });
});

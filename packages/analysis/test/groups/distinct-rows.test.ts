import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DistinctRows } from "../../src/groups/distinct-rows.ts";

describe("distinct rows", () => {
  it("are numbered by first appearance, as a map over their text would", () => {
    const value = fc.constantFrom(0, -0, 1, -1, 0.1, 1e300, 5e-324, 2 ** 53);
    fc.assert(
      fc.property(
        fc
          .integer({ min: 0, max: 4 })
          .chain((width) =>
            fc.tuple(fc.constant(width), fc.array(fc.array(value, { minLength: width, maxLength: width }))),
          ),
        ([width, rows]) => {
          const distinct = new DistinctRows(width);
          const reference = new Map<string, number>();
          for (const row of rows) {
            const key = JSON.stringify(row.map((number) => number + 0));
            if (!reference.has(key)) reference.set(key, reference.size);
            expect(distinct.add(Float64Array.from(row))).toBe(reference.get(key));
          }
          expect(distinct.size).toBe(reference.size);
        },
      ),
    );
  });

  it("keep their numbers when the table grows", () => {
    const distinct = new DistinctRows(2);
    for (let i = 0; i < 20_000; i++) distinct.add(Float64Array.of(i % 5_000, i % 7));
    expect(distinct.size).toBe(20_000);
    for (let i = 0; i < 20_000; i++) expect(distinct.add(Float64Array.of(i % 5_000, i % 7))).toBe(i);
  });
});

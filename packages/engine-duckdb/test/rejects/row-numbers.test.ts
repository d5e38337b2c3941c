import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowNumbers, RowRanges } from "../../src/rejects/row-numbers.ts";

function rangesOf(rows: readonly number[]): RowRanges {
  const ranges = new RowRanges();
  for (const row of rows) ranges.add(row);
  return ranges;
}

describe("row numbers", () => {
  it("lead from positions to rows and back, past the rejected ones", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (isRejected) => {
        const rejected = isRejected.flatMap((is, row) => (is ? [row] : []));
        const numbers = new RowNumbers(rangesOf(rejected));
        let position = 0;
        isRejected.forEach((is, row) => {
          expect(numbers.positionOf(row)).toBe(is ? undefined : position);
          if (!is) expect(numbers.rowAt(position++)).toBe(row);
        });
      }),
    );
  });

  it("need one range for a run of rejected records", () => {
    const ranges = rangesOf(Array.from({ length: 10_000 }, (_, row) => row + 5));
    ranges.addAll(ranges, 10_000);
    expect([ranges.length, ranges.count]).toEqual([1, 20_000]);
  });
});

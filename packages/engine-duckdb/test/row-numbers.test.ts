import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowNumbers } from "../src/row-numbers.ts";

describe("row numbers", () => {
  it("lead from positions to rows and back, past the rejected ones", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (isRejected) => {
        const rejected = isRejected.flatMap((is, row) => (is ? [row] : []));
        const numbers = new RowNumbers(Float64Array.from(rejected));
        let position = 0;
        isRejected.forEach((is, row) => {
          expect(numbers.positionOf(row)).toBe(is ? undefined : position);
          if (!is) expect(numbers.rowAt(position++)).toBe(row);
        });
      }),
    );
  });
});

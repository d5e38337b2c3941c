import { describe, expect, it } from "vitest";
import { coarsen } from "../../src/collect/activity.ts";

const fine = {
  start: 1_000n,
  width: 10n,
  groups: Int32Array.of(0, 0, 1, 2, 2),
  steps: Int32Array.of(0, 7, 7, 1, 6),
  counts: Float64Array.of(1, 2, 3, 4, 5),
};

describe("activity of a page's groups", () => {
  it("adds up groups that were merged into one", () => {
    expect(coarsen(fine, Int32Array.of(1, 0, 1), 100)).toEqual({
      start: 1_000n,
      width: 10n,
      groups: Int32Array.of(0, 1, 1, 1, 1),
      steps: Int32Array.of(7, 0, 1, 6, 7),
      counts: Float64Array.of(3, 1, 4, 5, 2),
    });
  });

  it("has wider steps until there are few enough entries, and loses no event", () => {
    const coarse = coarsen(fine, Int32Array.of(0, 1, 2), 4);
    expect(coarse.width).toBe(80n);
    expect(coarse.groups).toEqual(Int32Array.of(0, 1, 2));
    expect(coarse.counts).toEqual(Float64Array.of(3, 3, 9));
  });

  it("has a single step where there are too many groups", () => {
    expect(coarsen(fine, Int32Array.of(0, 1, 2), 0).counts.reduce((sum, count) => sum + count, 0)).toBe(15);
  });
});

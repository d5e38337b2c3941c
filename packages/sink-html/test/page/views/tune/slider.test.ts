import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { positionOf, rangeOver, STEPS, valueAt } from "../../../../page/views/tune/slider.ts";

describe("a slider", () => {
  it("goes from the smallest to the largest value by their ratios", () => {
    const range = rangeOver([0.1, 0.001, 10, 0], false)!;
    expect([0, STEPS / 2, STEPS].map((position) => valueAt(range, position))).toEqual([0.001, 0.1, 10]);
  });

  it("makes room about a single value, and none where there is no positive one", () => {
    expect(rangeOver([0.5], false)).toEqual({ low: 0.005, high: 50, scale: "log", whole: false });
    expect(rangeOver([5], true)).toEqual({ low: 1, high: 20, scale: "log", whole: true });
    expect(rangeOver([0, Number.NaN], false)).toBeNull();
  });

  it("stands where its value is, and at an end for what lies beyond", () => {
    const positive = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 0, max: STEPS }), (a, b, position) => {
        const range = rangeOver([a, b], false)!;
        fc.pre(range.high / range.low > 2);
        const value = valueAt(range, position);
        // Three digits of a value move it by at most a step of such a range, and a little.
        expect(Math.abs(valueAt(range, positionOf(range, value)) / value - 1)).toBeLessThan(0.06);
      }),
    );
    const range = rangeOver([1, 100], true)!;
    expect([0.1, 1, 10, 100, 1e6].map((value) => positionOf(range, value))).toEqual([0, 0, 500, 1000, 1000]);
  });
});

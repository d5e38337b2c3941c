import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rangesBetween, type Slice, sliceOf, withoutMissing } from "../../src/pull/slice.ts";

const bounds = fc.uniqueArray(fc.bigInt(0n, 60n), { minLength: 2, maxLength: 12 });

function ticksOf(slices: readonly Slice[]): bigint[] {
  return slices.flatMap(({ range }) =>
    range === null ? [] : Array.from({ length: Number(range.to - range.from) }, (_, i) => range.from + BigInt(i)),
  );
}

describe("what is left without what is missing", () => {
  it("is every other tick, once and in order", () => {
    fc.assert(
      fc.property(bounds, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (drawn, lost) => {
        const ranges = rangesBetween(drawn.toSorted((a, b) => Number(a - b)));
        const whole = { from: ranges[0]!.from, to: ranges.at(-1)!.to };
        const missing = ranges
          .filter((_, i) => lost[i])
          .map(sliceOf)
          .reverse();
        const left = ticksOf(withoutMissing([sliceOf(whole), sliceOf(null)], missing));
        const gone = new Set(ticksOf(missing));
        expect(left).toEqual(ticksOf([sliceOf(whole)]).filter((tick) => !gone.has(tick)));
      }),
    );
  });

  it("has the events without a time where they are not missing", () => {
    const all = [sliceOf({ from: 0n, to: 5n }), sliceOf(null)];
    expect(withoutMissing(all, [])).toEqual(all);
    expect(withoutMissing(all, [sliceOf(null)])).toEqual([all[0]]);
  });

  it("keeps an instant of which a part was answered", () => {
    const instant = { from: 2n, to: 3n };
    const part: Slice = { range: instant, counted: true, buckets: [{ count: 16, index: 3 }] };
    expect(withoutMissing([sliceOf({ from: 0n, to: 5n })], [part])).toEqual([sliceOf({ from: 0n, to: 5n })]);
  });
});

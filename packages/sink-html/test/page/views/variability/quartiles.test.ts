import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxOf, isOutlier } from "../../../../page/views/variability/quartiles.ts";

/** NumPy's `percentile` over the list in which every value stands as often as it weighs. */
function percentile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)]!;
  const high = sorted[Math.ceil(place)]!;
  return low + (place - Math.floor(place)) * (high - low);
}

const weighted = fc.array(
  fc.record({ value: fc.integer({ min: -50, max: 50 }), weight: fc.integer({ min: 1, max: 7 }) }),
  { minLength: 1, maxLength: 40 },
);

describe("the box of weighted values", () => {
  it("is that of the values written down as often as they weigh", () => {
    fc.assert(
      fc.property(weighted, (entries) => {
        const all = entries.flatMap(({ value, weight }) => new Array<number>(weight).fill(value)).sort((a, b) => a - b);
        const box = boxOf(
          entries.map(({ value }) => value),
          entries.map(({ weight }) => weight),
        );
        const [q1, q3] = [percentile(all, 0.25), percentile(all, 0.75)];
        const within = all.filter((value) => value >= q1 - 1.5 * (q3 - q1) && value <= q3 + 1.5 * (q3 - q1));
        expect(box.events).toBe(all.length);
        expect([box.smallest, box.largest]).toEqual([all[0], all.at(-1)]);
        expect(box.lowerQuartile).toBeCloseTo(q1, 9);
        expect(box.median).toBeCloseTo(percentile(all, 0.5), 9);
        expect(box.upperQuartile).toBeCloseTo(q3, 9);
        expect(box.whiskers[0]).toBeCloseTo(Math.min(q1, within[0]!), 9);
        expect(box.whiskers[1]).toBeCloseTo(Math.max(q3, within.at(-1)!), 9);
        for (const value of all) expect(isOutlier(box, value)).toBe(!within.includes(value));
      }),
    );
  });

  it("of one value is that value", () => {
    expect(boxOf([7], [1])).toEqual({
      events: 1,
      smallest: 7,
      lowerQuartile: 7,
      median: 7,
      upperQuartile: 7,
      largest: 7,
      whiskers: [7, 7],
    });
  });

  it("takes a million events of one weight in its stride", () => {
    const box = boxOf([1, 2, 1000], [500_000, 500_000, 1]);
    expect([box.lowerQuartile, box.median, box.upperQuartile]).toEqual([1, 2, 2]);
    expect(isOutlier(box, 1000)).toBe(true);
  });
});

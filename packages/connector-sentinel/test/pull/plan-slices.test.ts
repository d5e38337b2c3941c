import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalSlices, slicesByCount, stepFor } from "../../src/pull/plan-slices.ts";
import type { TickRange } from "../../src/service/query-service.ts";

const range: fc.Arbitrary<TickRange> = fc
  .tuple(fc.bigInt(-(10n ** 17n), 10n ** 17n), fc.bigInt(1n, 10n ** 15n))
  .map(([from, length]) => ({ from, to: from + length }));

/** Whether the slices follow each other from the beginning of the range to its end. */
function cover(slices: readonly TickRange[], { from, to }: TickRange): boolean {
  const inOrder = slices.every((slice, i) => slice.from < slice.to && slice.from === (slices[i - 1]?.to ?? from));
  return inOrder && slices.at(-1)?.to === to;
}

describe("first slices", () => {
  it("cover the whole range once, whatever a count says of it", () => {
    fc.assert(
      fc.property(
        range,
        fc.array(fc.tuple(fc.integer({ min: -5, max: 3005 }), fc.integer({ min: 0, max: 1_000_000 })), {
          maxLength: 50,
        }),
        fc.integer({ min: 5000, max: 50_000 }),
        (whole, drawn, rows) => {
          const step = stepFor(whole);
          const start = whole.from - (((whole.from % step.ticks) + step.ticks) % step.ticks);
          const counts = new Map(drawn.map(([index, count]) => [start + BigInt(index) * step.ticks, count]));
          expect(cover(slicesByCount(whole, step, counts, rows), whole)).toBe(true);
        },
      ),
    );
  });

  it("of equal length cover the whole range once, and are not too many", () => {
    fc.assert(
      fc.property(range, fc.bigInt(1n, 10n ** 14n), (whole, width) => {
        const slices = equalSlices(whole, width, 100n);
        expect(cover(slices, whole)).toBe(true);
        expect(slices.length).toBeLessThanOrEqual(101);
      }),
    );
  });

  it("hold about as many events as wished for", () => {
    const minute = 600_000_000n;
    const whole = { from: 0n, to: 100n * minute };
    const counts = new Map(Array.from({ length: 100 }, (_, i) => [BigInt(i) * minute, i === 50 ? 4000 : 100] as const));
    const slices = slicesByCount(whole, stepFor(whole), counts, 1000);
    expect(slices.length).toBe(14);
    expect(slices.filter(({ from, to }) => from >= 50n * minute && to <= 51n * minute).length).toBe(4);
  });
});

import fc from "fast-check";
import { sampleResult } from "@winnow/testkit";
import { describe, expect, it } from "vitest";
import { timeRange } from "../../src/collect/time-range.ts";
import { smallReport } from "../support/small-report.ts";

const YEAR = 365 * 24 * 3600;
const BASE = 1_760_000_000;

/** Range of events at these seconds since 1970. */
function rangeOf(seconds: readonly number[]): ReturnType<typeof timeRange> {
  const times = BigInt64Array.from(seconds, (second) => BigInt(second) * 1_000_000n);
  const result = sampleResult([]);
  const row = { ...result.rows[0]!, firstTime: 0n };
  return timeRange({ ...result, rows: [row] }, { ...smallReport.events, size: times.length, times, complete: true });
}

const micro = (second: number): bigint => BigInt(second) * 1_000_000n;

describe("the range of a report's axes", () => {
  it("leaves out events of the years 1 and 9999, and counts them", () => {
    const [year1, year9999] = [-62_135_596_800, 253_402_300_799];
    expect(rangeOf([BASE, year9999, BASE + 60, year1, BASE + 3600, year1])).toEqual({
      first: micro(BASE),
      last: micro(BASE + 3600),
      outside: { before: 2, after: 1, first: micro(year1), last: micro(year9999) },
    });
  });

  it("covers all of a log of several years that has an event now and then", () => {
    const seconds = [0, 1.5, 3, 4.5, 6].map((years) => BASE + years * YEAR);
    expect(rangeOf(seconds)).toEqual({ first: micro(BASE), last: micro(BASE + 6 * YEAR) });
  });

  it("covers an event months before all others", () => {
    expect(rangeOf([BASE - 0.8 * YEAR, BASE, BASE + 1, BASE + 2])).toMatchObject({ first: micro(BASE - 0.8 * YEAR) });
  });

  it("never excludes more than half of the events, and counts every event that it excludes", () => {
    const second = fc.oneof(fc.integer({ min: BASE, max: BASE + 9e5 }), fc.integer({ min: -62e9, max: 253e9 }));
    fc.assert(
      fc.property(fc.array(second, { minLength: 1, maxLength: 60 }), (seconds) => {
        const range = rangeOf(seconds)!;
        const before = seconds.filter((at) => micro(at) < range.first).length;
        const after = seconds.filter((at) => micro(at) > range.last).length;
        expect([before, after]).toEqual([range.outside?.before ?? 0, range.outside?.after ?? 0]);
        expect((before + after) * 2).toBeLessThanOrEqual(seconds.length);
      }),
    );
  });
});

import type { ReducedGroups } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packGroups, unpackGroups } from "../../src/codec/groups.ts";
import { unpackReport } from "../../src/codec/pack.ts";
import { FIRST_FORMAT } from "./first-format.ts";

const time = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const event = fc.oneof(
  fc.nat({ max: 1000 }),
  fc.maxSafeNat().map((number) => Math.floor(number / 2)),
);

/** Any groups, and often ones whose peaks and sums follow from the rest. */
const groups: fc.Arbitrary<ReducedGroups> = fc
  .record({ size: fc.nat({ max: 12 }), width: fc.nat({ max: 3 }) })
  .chain(({ size, width }) => {
    const list = <T>(value: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
      fc.array(value, { minLength: length, maxLength: length });
    const times = list(time, size).map((all) => BigInt64Array.from(all));
    const events = list(event, size).map((all) => Float64Array.from(all));
    const doubles = list(fc.double(), size * width).map((all) => Float64Array.from(all));
    return fc.record({
      size: fc.constant(size),
      features: list(fc.double(), size).map((all) => Float64Array.from(all)),
      kept: fc.constant(new Int32Array(size)),
      dictionaries: fc.constant([["text"]]),
      counts: list(fc.integer({ min: 1, max: 5 }), size).map((all) => Float64Array.from(all)),
      firstTimes: times,
      lastTimes: times,
      exemplars: events,
      signals: doubles,
      peaks: events,
      peakTimes: times,
      signalSums: doubles,
      isPlain: fc.boolean(),
    });
  })
  .map(({ isPlain, ...all }) => {
    if (!isPlain) return all;
    const signals = all.signals.map((signal) => (Number.isFinite(signal) ? Math.round(signal % 100) : 0));
    const width = all.size === 0 ? 0 : signals.length / all.size;
    const signalSums = signals.map((signal, at) => signal * all.counts[Math.floor(at / width)]!);
    return { ...all, signals, signalSums, peaks: all.exemplars, peakTimes: all.firstTimes };
  });

describe("packed groups", () => {
  it("unpack to the same numbers, bit for bit", () => {
    fc.assert(
      fc.property(groups, (data) => {
        expect(unpackGroups(packGroups(data))).toStrictEqual(data);
      }),
      { numRuns: 500 },
    );
  });

  it("contain peaks and sums only where they do not follow from exemplars and signals", () => {
    const data: ReducedGroups = {
      size: 3,
      features: Float64Array.of(1, 2, 3),
      kept: new Int32Array(),
      dictionaries: [],
      counts: Float64Array.of(1, 4, 2),
      firstTimes: BigInt64Array.of(100n, 100n, 150n),
      lastTimes: BigInt64Array.of(100n, 900n, 160n),
      exemplars: Float64Array.of(7, 5, 2 ** 40),
      signals: Float64Array.of(1, 3, 0.5),
      peaks: Float64Array.of(7, 6, 2 ** 40),
      peakTimes: BigInt64Array.of(100n, 400n, 150n),
      signalSums: Float64Array.of(1, 7, 1),
    };
    const {
      features: _,
      kept: _kept,
      dictionaries: _texts,
      counts: _counts,
      signals: _signals,
      ...packed
    } = packGroups(data);
    expect(packed).toStrictEqual({
      size: 3,
      timeSteps: BigInt64Array.of(100n, 0n, 50n),
      timeSpans: BigInt64Array.of(0n, 800n, 10n),
      exemplarSteps: Float64Array.of(7, -2, 2 ** 40 - 5),
      peakGroups: Int32Array.of(1),
      peakSteps: Int32Array.of(1),
      peakDelays: BigInt64Array.of(300n),
      sumPositions: Int32Array.of(1),
      sums: Float64Array.of(7),
    });
  });
});

describe("a report of format 1", () => {
  it("unpacks to groups in content order, and rows and activity refer to the same groups as before", async () => {
    const { analysis, rows, activity } = await unpackReport(FIRST_FORMAT);
    expect(analysis.groups).toStrictEqual({
      size: 4,
      features: Float64Array.of(1, 2, 1, 1),
      kept: Int32Array.of(0, 1, 1, 1),
      dictionaries: [["a", "b"]],
      counts: Float64Array.of(3, 1, 2, 4),
      firstTimes: BigInt64Array.of(10n, 10n, 20n, 30n),
      lastTimes: BigInt64Array.of(10n, 10n, 50n, 90n),
      exemplars: Float64Array.of(0, 1, 3, 5),
      signals: Float64Array.of(1.5, 0, 0, 0),
      signalSums: Float64Array.of(4.5, 0, 0, 0),
      peaks: Float64Array.of(0, 1, 3, 5),
      peakTimes: BigInt64Array.of(10n, 10n, 20n, 30n),
    });
    expect(rows.map((row) => row.groups)).toEqual([Int32Array.of(1), Int32Array.of(0, 2, 3)]);
    const totals = new Float64Array(4);
    activity!.groups.forEach((group, i) => (totals[group]! += activity!.counts[i]!));
    expect(totals).toEqual(analysis.groups.counts);
  });
});

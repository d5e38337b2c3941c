import type { AnalysisPlan, ReducedGroups } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keepFeatures } from "../../src/index.ts";

const FEATURES = 3;

/** One event: its features, its signal, its kept value, and its time; a data row is its place in the list. */
interface Event {
  readonly features: readonly number[];
  readonly signal: number;
  readonly kept: number;
  readonly time: number;
}

const events: fc.Arbitrary<Event[]> = fc.array(
  fc.record({
    features: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: FEATURES, maxLength: FEATURES }),
    signal: fc.integer({ min: 0, max: 1 }),
    kept: fc.integer({ min: 0, max: 2 }),
    time: fc.integer({ min: 0, max: 5 }),
  }),
  { maxLength: 40 },
);

const plan: AnalysisPlan = {
  features: ["a", "b", "c"].map((name) => ({ name, unit: "score", doc: "" })),
  kept: [{ name: "user.name", unit: "text", doc: "" }],
  within: [],
  guard: { mode: "show", fields: [] },
  rank: {
    size: 1,
    outlier: 0,
    stability: 0,
    rarity: [],
    signals: [{ name: "s", unit: "flag", doc: "" }],
    signalWeights: [1],
    signalTexts: [null],
    volume: [],
    context: null,
    spread: null,
  },
};

/** Groups events by these features and kept value, in order of time: what a reduction would give. */
function reduce(given: readonly Event[], positions: readonly number[]): ReducedGroups {
  // No two events of one instant: which of those is the exemplar is not for the groups to decide.
  const all = given.map((event, row) => ({ ...event, time: event.time * 100 + row }));
  const byTime = all.map((_, row) => row).sort((a, b) => all[a]!.time - all[b]!.time);
  const groups = new Map<string, number[]>();
  for (const row of byTime) {
    const key = JSON.stringify([positions.map((position) => all[row]!.features[position]), all[row]!.kept]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const members = [...groups.values()];
  const firsts = members.map(([first]) => first!);
  const peaks = members.map((rows) => rows.reduce((best, row) => (all[row]!.signal > all[best]!.signal ? row : best)));
  const timesOf = (rows: readonly number[]): BigInt64Array => BigInt64Array.from(rows, (row) => BigInt(all[row]!.time));
  return {
    size: members.length,
    features: Float64Array.from(firsts.flatMap((row) => positions.map((position) => all[row]!.features[position]!))),
    kept: Int32Array.from(firsts, (row) => all[row]!.kept),
    dictionaries: [["x", "y", "z"]],
    counts: Float64Array.from(members, (rows) => rows.length),
    firstTimes: timesOf(firsts),
    lastTimes: timesOf(members.map((rows) => rows.at(-1)!)),
    exemplars: Float64Array.from(firsts),
    signals: Float64Array.from(peaks, (row) => all[row]!.signal),
    signalSums: Float64Array.from(members, (rows) => rows.reduce((sum, row) => sum + all[row]!.signal, 0)),
    peaks: Float64Array.from(peaks),
    peakTimes: timesOf(peaks),
  };
}

describe("keeping some features", () => {
  it("gives the groups that a reduction by those features alone would give", () => {
    const positions = fc.uniqueArray(fc.integer({ min: 0, max: FEATURES - 1 }), { minLength: 1 });
    fc.assert(
      fc.property(events, positions, (all, kept) => {
        const all3 = [0, 1, 2];
        expect(keepFeatures(reduce(all, all3), plan, kept).groups).toEqual(reduce(all, kept));
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps the order of masked texts, which their masks do not decide", () => {
    const at = (kept: number, feature: number): Event => ({ features: [feature, 0, 0], signal: 0, kept, time: 1 });
    const groups = reduce([at(0, 2), at(0, 1), at(1, 0)], [0, 1, 2]);
    const dictionaries = [["<secret:bbbbbbbbbb> a", "<secret:aaaaaaaaaa> b"]];
    const sameTime = { ...groups, dictionaries, firstTimes: new BigInt64Array(3) };
    const { groups: kept } = keepFeatures(sameTime, plan, [0]);
    expect(kept.dictionaries).toEqual(dictionaries);
    expect([...kept.kept]).toEqual([0, 0, 1]);
    expect([...kept.features]).toEqual([1, 2, 0]);
  });

  it("names the kept features in the order asked for", () => {
    const { plan: changed } = keepFeatures(reduce([], [0, 1, 2]), plan, [2, 0]);
    expect(changed.features.map(({ name }) => name)).toEqual(["c", "a"]);
  });
});

import { analyseToEnd, weightedSignals, type Scale } from "@winnow/analysis";
import type { AnalysisPlan, NamedValue, ReducedGroups } from "@winnow/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReportAnalysis } from "../../../src/data/report-data.ts";
import { answerOf } from "../../../page/worker/answer.ts";
import { baseRowsOf } from "../../../page/worker/base-rows.ts";
import { CLUSTERERS } from "../../../page/worker/clusterers.ts";
import { contextFor, recluster, requestFor, type Reclustered } from "../../../page/worker/recluster.ts";
import type { Settings } from "../../../page/worker/settings.ts";
import { Spaces } from "../../../page/worker/spaces.ts";
import { smallReport } from "../../support/small-report.ts";

interface TestEvent {
  readonly time: number;
  readonly features: readonly number[];
  readonly kept: readonly string[];
  readonly signal: number;
}

const small = fc.integer({ min: 0, max: 2 });
const event: fc.Arbitrary<TestEvent> = fc.record({
  time: fc.nat({ max: 20 }),
  features: fc.tuple(small, small, small),
  kept: fc.tuple(fc.constantFrom("b", "a"), fc.constantFrom("x", "y", "z")),
  signal: fc.integer({ min: 0, max: 8 }).map((quarters) => quarters / 4),
});
const events = fc.array(event, { minLength: 1, maxLength: 25 });
/** Events of different times: nothing else decides which one is first. */
const ordered = events.map((all) => all.map((one, i) => ({ ...one, time: one.time * 100 + i })));

const named = (name: string): NamedValue => ({ name, unit: "", doc: "" });
const WEIGHTS = [2];

const planOf = (features: readonly number[], within: readonly number[], stability: number): AnalysisPlan => ({
  features: features.map((position) => named(`f${position}`)),
  kept: [named("first"), named("second")],
  within,
  guard: { mode: "show", fields: [{ position: 1, by: 1, atMost: 2 }] },
  rank: {
    size: 1,
    outlier: 1,
    stability,
    rarity: [{ positions: [0, 1], weight: 1 }],
    signals: [named("signal")],
    signalWeights: WEIGHTS,
    signalTexts: [null],
    volume: [{ positions: [1], weight: 0.5, signal: 0, say: "signals" }],
    context: { positions: [0], weight: 0.5 },
    spread: { positions: [1], weight: 0.25 },
  },
});

/** Groups events by these features and all kept values, the simplest way. */
function reduced(all: readonly TestEvent[], features: readonly number[]): ReducedGroups {
  const members = new Map<string, number[]>();
  const byTime = [...all.keys()].sort((a, b) => all[a]!.time - all[b]!.time);
  for (const number of byTime) {
    const key = JSON.stringify([features.map((position) => all[number]!.features[position]), all[number]!.kept]);
    members.set(key, [...(members.get(key) ?? []), number]);
  }
  const compare = ([a]: number[], [b]: number[]): number => {
    const [left, right] = [all[a!]!, all[b!]!];
    const texts = left.kept.map((text, i) => (text < right.kept[i]! ? -1 : text > right.kept[i]! ? 1 : 0));
    const numbers = features.map((position) => left.features[position]! - right.features[position]!);
    return [left.time - right.time, ...texts, ...numbers].find((difference) => difference !== 0) ?? 0;
  };
  const groups = [...members.values()].sort(compare);
  const first = groups.map(([number]) => all[number!]!);
  const peaks = groups.map((group) =>
    group.reduce((best, number) => (all[number]!.signal > all[best]!.signal ? number : best)),
  );
  const dictionaries = [0, 1].map((field) => [...new Set(first.map(({ kept }) => kept[field]!))]);
  const times = (of: (group: number[], at: number) => number): BigInt64Array =>
    BigInt64Array.from(groups.map((group, at) => BigInt(of(group, at))));
  return {
    size: groups.length,
    features: Float64Array.from(first.flatMap((one) => features.map((position) => one.features[position]!))),
    kept: Int32Array.from(first.flatMap(({ kept }) => kept.map((text, field) => dictionaries[field]!.indexOf(text)))),
    dictionaries,
    counts: Float64Array.from(groups, (group) => group.length),
    firstTimes: times(([number]) => all[number!]!.time),
    lastTimes: times((group) => all[group.at(-1)!]!.time),
    exemplars: Float64Array.from(groups, ([number]) => number!),
    signals: Float64Array.from(peaks, (number) => all[number]!.signal),
    peaks: Float64Array.from(peaks),
    peakTimes: times((_, at) => all[peaks[at]!]!.time),
    signalSums: Float64Array.from(groups, (group) => group.reduce((sum, number) => sum + all[number]!.signal, 0)),
  };
}

const ALL = [0, 1, 2];
const features = fc.subarray(ALL, { minLength: 1 });
const settings: fc.Arbitrary<Settings> = fc.record({
  features,
  scale: fc.constantFrom<Scale>("none", "l2", "standard", "robust", "minmax"),
  within: fc.subarray([0, 1]),
  clusterer: fc.constantFrom(
    { name: "dbscan", options: { eps: 0.5, minPoints: 2 } },
    { name: "dbscan", options: {} },
    { name: "hdbscan", options: { minClusterSize: 2 } },
    { name: "kmeans", options: { k: 2, seed: 1 } },
  ),
});

const analysisOf = (all: readonly TestEvent[], stability = 0): ReportAnalysis => ({
  ...smallReport.analysis,
  groups: reduced(all, ALL),
  plan: planOf(ALL, [], stability),
});

const settingsWith = (kept: readonly number[]): Settings => ({
  features: kept,
  scale: "none",
  within: [],
  clusterer: { name: "dbscan", options: {} },
});

async function last(answers: AsyncIterable<Reclustered>): Promise<Reclustered> {
  let answer: Reclustered | undefined;
  for await (answer of answers);
  return answer!;
}

describe("reclustering", () => {
  it("merges groups without the omitted features to those of a fresh reduction", () => {
    fc.assert(
      fc.property(ordered, features, (all, kept) => {
        const { groups, numberOf } = new Spaces(analysisOf(all)).of(settingsWith(kept));
        expect(groups).toStrictEqual(reduced(all, kept));
        const own = reduced(all, ALL);
        numberOf.forEach((to, from) => {
          expect(kept.map((position, at) => groups.features[to * kept.length + at])).toEqual(
            kept.map((position) => own.features[from * ALL.length + position]),
          );
        });
      }),
    );
  });

  it("orders groups like a fresh reduction where events have equal times", () => {
    fc.assert(
      fc.property(events, features, (all, kept) => {
        // Which of several events of one instant represents a group depends on the digests of the events.
        const content = ({ exemplars: _, peaks: _peaks, ...groups }: ReducedGroups): unknown => groups;
        const { groups } = new Spaces(analysisOf(all)).of(settingsWith(kept));
        expect(content(groups)).toStrictEqual(content(reduced(all, kept)));
      }),
    );
  });

  it("has the rows of a fresh analysis with these settings, in the same order, for the same reasons", async () => {
    await fc.assert(
      fc.asyncProperty(ordered, settings, fc.constantFrom(0, 2), async (all, chosen, stability) => {
        const { signal } = new AbortController();
        const plan = planOf(chosen.features, chosen.within, stability);
        const fresh = await analyseToEnd(
          { groups: () => reduced(all, chosen.features) },
          { plan, scale: chosen.scale, request: requestFor(chosen, CLUSTERERS) },
          { context: contextFor(signal, () => {}), stage: async (_, work) => work() },
        );
        const analysis = analysisOf(all, stability);
        const live = await last(recluster(new Spaces(analysis), chosen, CLUSTERERS, { signal, patience: -1 }));
        const facts = (rows: typeof fresh.rows): unknown => rows.map((row) => ({ ...row, reasons: [...row.reasons] }));
        expect(facts(live.rows)).toEqual(facts(fresh.rows));
        expect(live.clusters).toEqual(fresh.clusters);
        expect(live.guarded).toEqual(fresh.guarded);

        const base = baseRowsOf({ ...smallReport, analysis, rows: [] });
        const { rows } = answerOf(live, chosen, base, null).answer;
        rows.starts.subarray(0, rows.count).forEach((start, row) => {
          expect(analysis.groups.exemplars[rows.groups[start]!]).toBe(rows.exemplars[row]);
        });
        expect([...rows.groups].sort((a, b) => a - b)).toEqual([...analysis.groups.counts.keys()]);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps the most severe event of merged groups as the peak", () => {
    const at = (time: number, feature: number, signal: number): TestEvent => ({
      time,
      features: [feature, 0, 0],
      kept: ["a", "x"],
      signal,
    });
    const all = [at(1, 0, 1), at(2, 1, 2), at(3, 2, 2), at(4, 0, 0.5)];
    const { groups } = new Spaces(analysisOf(all)).of(settingsWith([1]));
    expect(groups).toMatchObject({ size: 1, peaks: Float64Array.of(1), signalSums: Float64Array.of(5.5) });
    expect(weightedSignals(groups.signals, 0, WEIGHTS)).toBe(4);
  });
});

import { describe, expect, it } from "vitest";
import { defineClusterer, isWinnowError } from "@winnow/core";
import { loadProfile, tune, type TuneResult } from "../../src/index.ts";
import { MemoryEngine, type Event } from "../support/memory-engine.ts";
import { bench, clusterer } from "../support/plugins.ts";

/** The linkage of the other tests, tuned by eps from wherever the test says. */
const tunable = defineClusterer({
  ...clusterer,
  name: "tunable",
  tuning: {
    option: "eps",
    start: (points) =>
      Promise.resolve(points.rows < 2 ? undefined : { value: points.rows, reason: `${points.rows} points.` }),
    values: (start) => [start / 2, start, 2 * start],
  },
});

const event = (minute: number, Path: string, CommandLine: string, User = "alice"): Event => ({
  Time: new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString(),
  Path,
  CommandLine,
  User,
});

/** Command lines of 1, 2, 5 and 20 letters; the second by someone who is there once. */
const EVENTS: readonly Event[] = [
  event(1, "/bin/a", "a"),
  event(2, "/bin/a", "a"),
  event(3, "/bin/a", "aa", "mallory"),
  event(4, "/bin/a", "aaaaa"),
  event(5, "/bin/a", "aaaaa"),
  event(6, "/bin/b", "a".repeat(20)),
];

const PROFILE = {
  profile: "winnow/v1",
  name: "toy",
  source: { use: "memory" },
  features: [{ use: "toy", with: { pick: ["commandLength"] } }],
  scale: "none",
  cluster: { use: "tunable", with: { eps: 1, least: 2 } },
  guard: ["user.name"],
};

async function tuning(changes: object = {}, events = EVENTS): Promise<TuneResult> {
  const { registry } = bench(new MemoryEngine(events), [tunable]);
  return tune(await loadProfile({ data: { ...PROFILE, ...changes } }, { registry }));
}

describe("tuning a profile", () => {
  it("counts for each value clusters, noise, rows, folded rare values and the largest row", async () => {
    const result = await tuning();
    expect(result.settings).toEqual([
      { value: 1, clusters: 2, noise: 1, rows: 3, folded: 1, largestShare: 0.5, separates: true },
      { value: 2, clusters: 2, noise: 1, rows: 3, folded: 1, largestShare: 0.5, separates: true },
      { value: 4, clusters: 1, noise: 1, rows: 2, folded: 1, largestShare: 5 / 6, separates: true },
      { value: 8, clusters: 1, noise: 1, rows: 2, folded: 1, largestShare: 5 / 6, separates: true },
    ]);
    expect(result).toMatchObject({ events: 6, points: 4, partitions: 1, current: 1, option: "eps", rareValues: 1 });
    expect(result.watched).toEqual([{ field: "user.name", by: "user.name", atMost: 1 }]);
    expect(result.start).toEqual({ value: 4, reason: "4 points." });
  });

  it("recommends a value, in the profile's own `cluster`", async () => {
    const { recommended, cluster } = await tuning();
    expect(recommended?.value).toBe(2);
    expect(recommended?.reason).toBe(
      "At the start, 4, one row would hold 83 % of the events. Here 1 rare value is folded away, for 3 rows instead of 2.",
    );
    expect(cluster).toEqual({ use: "tunable", within: [], with: { eps: 2, least: 2 } });
  });

  it("clusters within partitions and starts from their middle, counted by points", async () => {
    const events = [...EVENTS, event(7, "/bin/b", "b"), event(8, "/bin/c", "c")];
    const result = await tuning({ cluster: { ...PROFILE.cluster, within: ["process.name"] } }, events);
    expect(result).toMatchObject({ partitions: 3, points: 6, within: ["process.name"] });
    expect(result.start).toEqual({
      value: 3,
      reason: "2 partitions ask for 2 to 3; this is their middle, each counted by its points.",
    });
    expect(result.settings.at(-1)).toMatchObject({ value: 6, rows: 4 });
  });

  it("watches program names where nothing is guarded, and accounts where those make the partitions", async () => {
    expect((await tuning({ guard: [] })).watched.map(({ field }) => field)).toEqual(["process.name"]);
    const within = { cluster: { ...PROFILE.cluster, within: ["process.name"] }, guard: [] };
    expect((await tuning(within)).watched.map(({ field }) => field)).toEqual(["user.name"]);
  });

  it("does not count values that are guarded without being rare", async () => {
    const { watched } = await tuning({ guard: [{ field: "user.name", atMost: "all" }] });
    expect(watched.map(({ field }) => field)).toEqual(["process.name"]);
  });

  it("has nothing to compare where no partition says where to start", async () => {
    const result = await tuning({}, EVENTS.slice(0, 2));
    expect(result).toMatchObject({ start: null, settings: [], recommended: null });
    expect(result.cluster).toEqual({ use: "tunable", within: [], with: { eps: 1, least: 2 } });
  });

  it("leaves out values that the clusterer does not take", async () => {
    const odd = defineClusterer({
      ...tunable,
      tuning: { ...tunable.tuning!, values: (start) => [-1, start] },
    });
    const { registry } = bench(new MemoryEngine(EVENTS), [odd]);
    const { settings } = await tune(await loadProfile({ data: PROFILE }, { registry }));
    expect(settings.map(({ value }) => value)).toEqual([1, 4]);
  });

  it("says which clusterers can be tuned", async () => {
    const problem = await tuning({ cluster: { use: "linkage" } }).catch((error: unknown) => error);
    expect(isWinnowError(problem) && problem.format()).toBe(
      'WN1317 the clusterer "linkage" has no option to tune.\n' +
        "  Clusterers that can be tuned: tunable. Choose one with --set cluster.use=NAME.",
    );
  });

  it("closes the source, also when a clusterer fails", async () => {
    const failing = defineClusterer({
      ...tunable,
      cluster: () => {
        throw new Error("broken");
      },
    });
    let closed = 0;
    for (const plugin of [tunable, failing]) {
      const engine = new MemoryEngine(EVENTS);
      engine.close = () => Promise.resolve(void closed++);
      const loaded = await loadProfile({ data: PROFILE }, { registry: bench(engine, [plugin]).registry });
      if (plugin === tunable) await tune(loaded);
      else await expect(tune(loaded)).rejects.toMatchObject({ code: "WN1304" });
    }
    expect(closed).toBe(2);
  });
});

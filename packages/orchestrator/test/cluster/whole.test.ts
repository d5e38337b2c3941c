import { describe, expect, it } from "vitest";
import { defineClusterer } from "@winnow/core";
import { loadProfile, type RunOutcome } from "../../src/index.ts";
import { run } from "../support/run.ts";
import { MemoryEngine, type Event } from "../support/memory-engine.ts";
import { bench, clusterer } from "../support/plugins.ts";

/** `programs` programs, each with command lines of one to `lines` letters. */
function events(programs: number, lines: number): Event[] {
  return Array.from({ length: programs * lines }, (_, i) => ({
    Time: new Date(Date.UTC(2024, 0, 1, 0, i)).toISOString(),
    Path: `/bin/p${i % programs}`,
    CommandLine: "x".repeat(1 + Math.floor(i / programs)),
    User: "alice",
  }));
}

const choosing = defineClusterer({
  ...clusterer,
  name: "choosing",
  cluster: async (points, options, context) => ({
    ...(await clusterer.cluster(points, options, context)),
    chosen: { eps: points.rows, reason: "because" },
  }),
});

async function outcomeOf(
  input: readonly Event[],
  use: string,
  eps: number,
  within: string[] = [],
): Promise<RunOutcome> {
  const { registry } = bench(new MemoryEngine(input), [choosing]);
  const data = {
    profile: "winnow/v1",
    name: "toy",
    source: { use: "memory" },
    features: [{ use: "toy", with: { pick: ["commandLength"] } }],
    scale: "none",
    cluster: { use, with: { eps, least: 2 }, within },
  };
  return run(await loadProfile({ data }, { registry }));
}

const warningsOf = async (...args: Parameters<typeof outcomeOf>): Promise<readonly string[]> =>
  (await outcomeOf(...args)).manifest.warnings;
const NEXT_STEP =
  "Run `winnow tune` with the same profile and input: it shows what other settings would give, and recommends one.";

describe("a run that separates nothing", () => {
  it("says once that each partition is one cluster", async () => {
    expect(await warningsOf(events(3, 4), "linkage", 1, ["process.name"])).toEqual([
      "linkage: everything of one process.name is one cluster, in each of the 3 partitions that have more than one point: " +
        `nothing stands out. ${NEXT_STEP}`,
    ]);
  });

  it("says once that all is noise", async () => {
    expect(await warningsOf(events(3, 4), "linkage", 0, ["process.name"])).toEqual([
      "linkage: all 12 points are noise, in each of the 3 partitions by process.name: nothing counts as alike. " +
        NEXT_STEP,
    ]);
  });

  it("says nothing of a few points, nor where one partition comes apart", async () => {
    expect(await warningsOf(events(3, 3), "linkage", 1, ["process.name"])).toEqual([]);
    expect(await warningsOf(events(3, 3), "linkage", 0, ["process.name"])).toEqual([]);
    const apart = { ...events(1, 1)[0]!, CommandLine: "x".repeat(50) };
    expect(await warningsOf([...events(3, 4), apart], "linkage", 1, ["process.name"])).toEqual([]);
  });

  it("leaves it to the clusterer where there are no partitions", async () => {
    expect(await warningsOf(events(3, 12), "linkage", 1)).toEqual([]);
  });
});

describe("what a clusterer chose itself", () => {
  const chosenOf = async (...args: Parameters<typeof outcomeOf>): Promise<unknown> =>
    (await outcomeOf(...args)).manifest.parameters["chosen"];

  it("stands in the manifest with its reason", async () => {
    expect(await chosenOf(events(3, 4), "choosing", 1)).toEqual([{ eps: 4, reason: "because" }]);
  });

  it("names the partition that it is for", async () => {
    expect(await chosenOf(events(2, 2), "choosing", 1, ["process.name"])).toEqual([
      { within: { "process.name": "p0" }, eps: 2, reason: "because" },
      { within: { "process.name": "p1" }, eps: 2, reason: "because" },
    ]);
  });

  it("is put short for many partitions", async () => {
    const names = Array.from({ length: 21 }, (_, i) => `p${i}`);
    expect(await chosenOf(events(21, 1), "choosing", 1, ["process.name"])).toEqual({
      within: ["process.name"],
      partitions: names.map((name) => [name]),
      values: { eps: names.map(() => 1) },
    });
  });

  it("is nothing where the clusterer chose nothing", async () => {
    expect(await chosenOf(events(3, 4), "linkage", 1)).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { clusterWeighted } from "@winnow/analysis";
import type { Clustering } from "@winnow/core";
import { clustererChecks } from "@winnow/testkit";
import { DBSCAN_FAULTS, densityClusteringDbscan } from "../../src/density-clustering/dbscan-plugin.ts";
import { densityClusteringOptics, OPTICS_FAULTS } from "../../src/density-clustering/optics-plugin.ts";
import { densityClusteringOptions } from "../../src/density-clustering/options.ts";
import { plugins } from "../../src/index.ts";
import { contextOf, lineOf } from "../dbscan/points.ts";

const reference = {
  kind: "dbscan",
  options: ({ eps, minPoints }: { readonly eps: number; readonly minPoints: number }) => ({ eps, minPoints }),
} as const;
const NOT_INTERRUPTIBLE = "the package runs in one go and holds the thread";

function named(name: string): (typeof plugins)[number] {
  return plugins.find((plugin) => plugin.name === name)!;
}

describe("density-clustering-dbscan does what the specification asks, but for its declared faults", () => {
  const checks = clustererChecks(named("density-clustering-dbscan"), {
    // Wide, so that the large sample keeps the package busy.
    options: { eps: 0.3 },
    reference,
    largeRows: 2500,
    expectedFailures: {
      "abort-prompt": NOT_INTERRUPTIBLE,
      golden: "distances are compared with eps by <, and eps 0 is not possible",
    },
  });
  it.each(checks)("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("density-clustering-optics does what the specification asks, but for its declared faults", () => {
  const checks = clustererChecks(named("density-clustering-optics"), {
    options: { eps: 0.3 },
    reference,
    expectedFailures: {
      "abort-prompt": NOT_INTERRUPTIBLE,
      golden: "distances are compared with eps by <, eps 0 is not possible, and core distances are wrong",
    },
  });
  it.each(checks)("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe.each([
  [densityClusteringDbscan, DBSCAN_FAULTS],
  [densityClusteringOptics, OPTICS_FAULTS],
])("$name", (plugin, faults) => {
  const options = { eps: 1.5, minPoints: 2 };

  it("says at every run what it gets wrong", async () => {
    const { context, warnings } = contextOf();
    await plugin.cluster(lineOf(3, 1), options, context);
    expect(warnings).toEqual([faults]);
  });

  it("misses neighbours at exactly eps, as declared", async () => {
    const { context } = contextOf();
    const labelsAt = async (eps: number): Promise<number[]> => {
      const { labels }: Clustering = await plugin.cluster(lineOf(4, 1), { ...options, eps }, context);
      return [...labels];
    };
    await expect(labelsAt(1)).resolves.toEqual([-1, -1, -1, -1]);
    await expect(labelsAt(1.001)).resolves.toEqual([0, 0, 0, 0]);
  });

  it("is given weighted points written out", async () => {
    const { context } = contextOf();
    const points = { ...lineOf(3, 10), weights: Float64Array.of(1, 2, 3) };
    const { labels } = await clusterWeighted(plugin, points, { ...options, minPoints: 3 }, context);
    expect([...labels]).toEqual([-1, -1, 0]);
  });

  it("refuses more points than it takes and names clusterers that take them", async () => {
    const { context } = contextOf();
    const run = clusterWeighted(
      plugin,
      { ...lineOf(1, 1), weights: Float64Array.of(30_000) },
      options,
      context,
      plugins,
    );
    await expect(run.catch((error: unknown) => (error as { format(): string }).format())).resolves.toBe(
      `WN1003 cluster.use: "${plugin.name}" takes at most ${plugin.traits.maxPoints} points, and there are 30000 ` +
        "(it knows no weights, so every event counts as a point)\n  Use a clusterer that takes them: dbscan.",
    );
  });
});

describe("the density-clustering package", () => {
  it("is refused eps 0, which it would take for 1", () => {
    const { error } = densityClusteringOptions.safeParse({ eps: 0 });
    expect(error?.issues.map(({ message }) => message)).toEqual([
      "must be above 0: the package takes 0 for 1. The clusterers dbscan and hdbscan take 0 for 0",
    ]);
  });

  it("runs out of stack with an error that says what to do", async () => {
    const { context } = contextOf();
    const run = densityClusteringOptics.cluster(lineOf(8000, 1), { eps: 2.5, minPoints: 3 }, context);
    await expect(
      Promise.resolve(run).catch((error: unknown) => (error as { format(): string }).format()),
    ).resolves.toBe(
      "WN1802 density-clustering: OPTICS ran out of stack on 8000 points\n" +
        "  Use the clusterer hdbscan: it finds clusters of differing density, too, and has no such limit.",
    );
  });
});

import { describe, expect, it } from "vitest";
import { clusterWeighted } from "@winnow/analysis";
import { clustererChecks } from "@winnow/testkit";
import { hdbscanTsOptions } from "../../src/hdbscan-ts/options.ts";
import { FAULTS, hdbscanTsPlugin } from "../../src/hdbscan-ts/plugin.ts";
import { plugins } from "../../src/index.ts";
import { contextOf, lineOf } from "../hdbscan/plugin-context.ts";

describe("hdbscan-ts does what the specification asks, but for its declared faults", () => {
  const checks = clustererChecks(
    plugins.find(({ name }) => name === "hdbscan-ts")!,
    {
      options: { minPoints: 4, minClusterSize: 8 },
      reference: { kind: "hdbscan", options: ({ minPoints, minClusterSize }) => ({ minPoints, minClusterSize }) },
      largeRows: 500,
      expectedFailures: {
        "abort-prompt": "the package runs in one go and holds the thread",
        "duplicates-together": "edges of one length are cut one after the other, those of length 0 too",
        "order-independent": "of edges of one length, the order of the points decides which is cut first",
        golden: "squared distances, and stabilities that are not those of HDBSCAN",
      },
    },
  );
  it.each(checks)("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("hdbscan-ts", () => {
  const options = { minPoints: 2, minClusterSize: 2 };

  it("says at every run what it gets wrong", async () => {
    const { context, warnings } = contextOf();
    await hdbscanTsPlugin.cluster(lineOf(3, 1), options, context);
    expect(warnings).toEqual([FAULTS]);
  });

  it("takes equal points apart, as declared", async () => {
    const { context } = contextOf();
    const { labels } = await hdbscanTsPlugin.cluster(lineOf(30, 0), { minPoints: 5, minClusterSize: 5 }, context);
    expect(new Set(labels)).toEqual(new Set([0, -1]));
  });

  it("gives no strengths, as the package's are not numbers where points repeat", async () => {
    const { context } = contextOf();
    await expect(hdbscanTsPlugin.cluster(lineOf(30, 0), options, context)).resolves.not.toHaveProperty("strength");
  });

  it("leaves a single point as noise, at which the package would throw", async () => {
    const { context, warnings } = contextOf();
    const { labels } = await hdbscanTsPlugin.cluster(lineOf(1, 0), options, context);
    expect([...labels]).toEqual([-1]);
    expect(warnings).toEqual([]);
  });

  it("is given weighted points written out, up to its limit, and names a clusterer that takes more", async () => {
    const { context } = contextOf();
    const points = { ...lineOf(2, 10), weights: Float64Array.of(2, 3) };
    const { labels } = await clusterWeighted(hdbscanTsPlugin, points, options, context);
    expect(labels).toHaveLength(2);
    const heavy = { ...points, weights: Float64Array.of(1000, 1001) };
    const run = clusterWeighted(hdbscanTsPlugin, heavy, options, context, plugins);
    await expect(run.catch((error: unknown) => (error as { format(): string }).format())).resolves.toBe(
      'WN1003 cluster.use: "hdbscan-ts" takes at most 2000 points, and there are 2001 ' +
        "(it knows no weights, so every event counts as a point)\n  Use a clusterer that takes them: hdbscan.",
    );
  });

  it("refuses minPoints 1, which the package cannot express", () => {
    const { error } = hdbscanTsOptions.safeParse({ minPoints: 1 });
    expect(error?.issues.map(({ message }) => message)).toEqual([
      "must be 2 or more: the package always looks at one other point",
    ]);
  });
});

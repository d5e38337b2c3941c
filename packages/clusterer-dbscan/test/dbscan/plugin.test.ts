import { describe, expect, it } from "vitest";
import type { ClustererPlugin, RunContext } from "@winnow/core";
import { clustererChecks } from "@winnow/testkit";
import { dbscanOptions } from "../../src/dbscan/options.ts";
import { dbscanPlugin } from "../../src/dbscan/plugin.ts";
import { plugins } from "../../src/index.ts";
import { suggestEps } from "../../src/suggest-eps.ts";
import { contextOf, lineOf } from "./points.ts";

describe("dbscan does what the specification asks", () => {
  const checks = clustererChecks(
    plugins.find(({ name }) => name === "dbscan")!,
    {
      options: { eps: 0.03 },
      reference: { kind: "dbscan", options: ({ eps, minPoints }) => ({ eps, minPoints }) },
    },
  );
  it.each(checks)("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("dbscan with eps: auto does what the specification asks", () => {
  const checks = clustererChecks(dbscanPlugin as ClustererPlugin, { options: {} });
  it.each(checks)("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("dbscan", () => {
  const options = { eps: 1, minPoints: 2, metric: "euclidean" } as const;

  it("says what to do when eps puts everything into one cluster", async () => {
    const { context, warnings } = contextOf();
    await dbscanPlugin.cluster(lineOf(10, 1), options, context);
    expect(warnings).toEqual([
      "dbscan: eps 1 puts all 10 points into one cluster, so nothing stands out. " +
        "Try a tenth of it; `winnow tune` shows what each eps would give.",
    ]);
  });

  it("says what to do when eps leaves everything as noise", async () => {
    const { context, warnings } = contextOf();
    await dbscanPlugin.cluster(lineOf(10, 2), options, context);
    expect(warnings).toEqual([
      "dbscan: eps 1 leaves all 10 points as noise: none has 2 events within reach. " +
        "Try ten times as much, or a smaller minPoints; `winnow tune` shows what each eps would give.",
    ]);
  });

  it("says nothing of a handful of points", async () => {
    const { context, warnings } = contextOf();
    await dbscanPlugin.cluster(lineOf(9, 1), options, context);
    expect(warnings).toEqual([]);
  });

  it("measures by the metric asked for", async () => {
    const { context } = contextOf();
    const points = { ...lineOf(2, 0), columns: ["a", "b"], data: Float64Array.of(0, 0, 1, 1) };
    const labelsBy = async (metric: "manhattan" | "chebyshev"): Promise<number[]> => [
      ...(await dbscanPlugin.cluster(points, { ...options, metric }, context)).labels,
    ];
    await expect(labelsBy("manhattan")).resolves.toEqual([-1, -1]);
    await expect(labelsBy("chebyshev")).resolves.toEqual([0, 0]);
  });

  it("takes eps from the points when told to, and says which and why", async () => {
    const { context } = contextOf();
    const points = lineOf(300, 1);
    points.data[299] = 1000;
    const { labels, chosen } = await dbscanPlugin.cluster(points, { ...options, eps: "auto" }, context);
    const { eps, reason } = suggestEps(points, options);
    expect(chosen).toEqual({ eps, reason });
    expect([...labels]).toEqual([...new Array<number>(299).fill(0), -1]);
  });

  it("says nothing of an eps that was given", async () => {
    const { context } = contextOf();
    await expect(dbscanPlugin.cluster(lineOf(3, 1), options, context)).resolves.not.toHaveProperty("chosen");
  });

  it("says what eps may be", () => {
    const { error } = dbscanOptions.safeParse({ eps: "automatic" });
    expect(error?.issues.map(({ message }) => message)).toEqual(['must be a number of 0 or more, or "auto"']);
  });

  it("reports how far it is", async () => {
    const done: number[] = [];
    const context: RunContext = { ...contextOf().context, progress: (progress) => done.push(progress.done) };
    await dbscanPlugin.cluster(lineOf(300_000, 1), { ...options, eps: 100 }, context);
    expect(done.length).toBeGreaterThan(0);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBeLessThanOrEqual(300_000);
  });
});

import { describe, expect, it } from "vitest";
import { clustererChecks } from "@winnow/testkit";
import { hdbscanOptions } from "../../src/hdbscan/options.ts";
import { hdbscanPlugin } from "../../src/hdbscan/plugin.ts";
import { plugins } from "../../src/index.ts";
import { contextOf, lineOf } from "./plugin-context.ts";

describe("hdbscan does what the specification asks", () => {
  const checks = clustererChecks(
    plugins.find(({ name }) => name === "hdbscan")!,
    {
      options: { minPoints: 4, minClusterSize: 8 },
      reference: {
        kind: "hdbscan",
        options: ({ minPoints, minClusterSize }) => ({ minPoints, minClusterSize }),
      },
    },
  );
  it.each(checks)("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("hdbscan", () => {
  const options = hdbscanOptions.parse({});

  it("says what to do when everything is noise", async () => {
    const { context, warnings } = contextOf();
    await hdbscanPlugin.cluster(lineOf(10, 1), options, context);
    expect(warnings).toEqual([
      "hdbscan: all 10 points are noise: no two groups of 5 events or more come apart. " +
        "Lower minClusterSize (5) or minPoints (5), " +
        "or turn allowSingleCluster on if one group and strays are what you expect; " +
        "`winnow tune` shows what each minClusterSize would give.",
    ]);
  });

  it("says what to do when everything is one cluster", async () => {
    const { context, warnings } = contextOf();
    await hdbscanPlugin.cluster(lineOf(10, 0), { ...options, allowSingleCluster: true }, context);
    expect(warnings).toEqual([
      "hdbscan: all 10 points are one cluster, so nothing stands out. Leave allowSingleCluster off, or lower " +
        "minClusterSize; `winnow tune` shows what each size would give.",
    ]);
  });

  it("says nothing of a handful of points", async () => {
    const { context, warnings } = contextOf();
    await hdbscanPlugin.cluster(lineOf(9, 1), options, context);
    expect(warnings).toEqual([]);
  });

  it("refuses a largest cluster below the smallest", () => {
    const { error } = hdbscanOptions.safeParse({ minClusterSize: 5, maxClusterSize: 4 });
    expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [["maxClusterSize"], "must be minClusterSize or more"],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { clusterWeighted, expandPoints, foldClustering } from "../../src/index.ts";
import type { Clustering, PointMatrix, RunContext, ClustererPlugin } from "@winnow/core";
import { defineClusterer, noOptions } from "@winnow/core";

const points: PointMatrix = {
  rows: 3,
  columns: ["a", "b"],
  data: Float64Array.of(1, 2, 3, 4, 5, 6),
  weights: Float64Array.of(2, 1, 3),
};

const context: RunContext = {
  signal: new AbortController().signal,
  profileDirectory: "",
  outputDirectory: "",
  progress: () => {},
  warn: () => {},
  gap: () => {},
};

/** A clusterer that numbers what it is given. */
function counting(name: string, traits: Partial<ClustererPlugin["traits"]>): ReturnType<typeof defineClusterer> {
  return defineClusterer<unknown>({
    name,
    summary: name,
    options: noOptions,
    traits,
    cluster: ({ rows }) => ({ labels: Int32Array.from({ length: rows }, (_, row) => row) }),
  });
}

describe("expandPoints", () => {
  it("writes every point as often as it weighs", () => {
    const { points: expanded, origin } = expandPoints(points);
    expect(expanded.rows).toBe(6);
    expect([...expanded.data]).toEqual([1, 2, 1, 2, 3, 4, 5, 6, 5, 6, 5, 6]);
    expect([...expanded.weights]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...origin]).toEqual([0, 0, 1, 2, 2, 2]);
  });
});

describe("foldClustering", () => {
  const { origin } = expandPoints(points);

  it("lets the first copy speak for a point and closes up the numbers", () => {
    const clustering: Clustering = {
      labels: Int32Array.of(3, 0, -1, 1, 1, 2),
      strength: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
      outlierScores: Float64Array.of(0.6, 0.5, 0.4, 0.3, 0.2, 0.1),
      core: Uint8Array.of(1, 0, 0, 1, 0, 0),
      chosen: { eps: 2 },
      predict: (vector) => vector[0]!,
    };
    const folded = foldClustering(clustering, { origin });
    expect([...folded.labels]).toEqual([1, -1, 0]);
    expect([...folded.strength!]).toEqual([0.1, 0.3, 0.4]);
    expect([...folded.outlierScores!]).toEqual([0.6, 0.4, 0.3]);
    expect([...folded.core!]).toEqual([1, 0, 1]);
    expect(folded.chosen).toEqual({ eps: 2 });
    expect([3, 1, -1, 2].map((label) => folded.predict!(Float64Array.of(label)))).toEqual([1, 0, -1, -1]);
  });

  it("keeps out what the clusterer did not say", () => {
    expect(Object.keys(foldClustering({ labels: new Int32Array(6) }, { origin }))).toEqual(["labels"]);
  });
});

describe("clusterWeighted", () => {
  it("gives weighted points to a clusterer that counts weights", async () => {
    const { labels } = await clusterWeighted(counting("able", { weights: true }), points, {}, context);
    expect([...labels]).toEqual([0, 1, 2]);
  });

  it("writes the points out for a clusterer that does not", async () => {
    const { labels } = await clusterWeighted(counting("plain", { maxPoints: 6 }), points, {}, context);
    // Copies 0, 2 and 3 are the first of their points.
    expect([...labels]).toEqual([0, 1, 2]);
  });

  it("refuses more points than a clusterer takes and names those that take them", async () => {
    const others = [
      counting("small", { maxPoints: 5 }),
      counting("dbscan", { weights: true }),
      counting("limited", { weights: true, maxPoints: 2 }),
    ];
    const run = clusterWeighted(others[0]!, points, {}, context, others);
    await expect(run.catch((error: unknown) => (error as { format(): string }).format())).resolves.toBe(
      'WN1003 cluster.use: "small" takes at most 5 points, and there are 6 (it knows no weights, so every event counts as a point)\n' +
        "  Use a clusterer that takes them: dbscan.",
    );
  });

  it("says what to do where no clusterer takes the points", async () => {
    const run = clusterWeighted(counting("limited", { weights: true, maxPoints: 2 }), points, {}, context);
    await expect(run.catch((error: unknown) => (error as { format(): string }).format())).resolves.toBe(
      'WN1003 cluster.use: "limited" takes at most 2 points, and there are 3\n' +
        "  Narrow the events by `where`, or install a clusterer that counts weights.",
    );
  });
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dbscan } from "../src/index.ts";
import { matrix, partition } from "./points.ts";

interface Oracle {
  name: string;
  points: number[][];
  dbscan: { eps: number; minSamples: number; labels: number[]; coreMask: string }[];
  unique: { firstIndex: number[] | "identity"; weights: number[] | "ones" };
  weighted?: {
    points: unknown;
    weights: number[];
    eps: number;
    minSamples: number;
    labels: number[];
    coreMask: string;
  };
}

/** Reference results live beside the repository, not in it. */
const folder = new URL("../../../../shared/oracles/clustering/", import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
if (files.length === 0) process.stderr.write("skipped: DBSCAN oracles, there is no ../shared/oracles/clustering\n");

function read(file: string): Oracle {
  return JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Oracle;
}

describe.skipIf(files.length === 0)("dbscan against the oracles", () => {
  it.each(files)("%s: labels and core masks of every row", (file) => {
    const oracle = read(file);
    const points = matrix(oracle.points);
    for (const run of oracle.dbscan) {
      const { labels, core } = dbscan(points, { eps: run.eps, minPoints: run.minSamples });
      expect([...core].join("")).toBe(run.coreMask);
      expect([...labels]).toEqual(run.labels);
    }
  });

  it.each(files)("%s: unique rows with weights", (file) => {
    const oracle = read(file);
    const { firstIndex, weights } = oracle.unique;
    const rows = firstIndex === "identity" ? [...oracle.points.keys()] : firstIndex;
    const points = matrix(
      rows.map((row) => oracle.points[row]!),
      weights === "ones" ? undefined : weights,
    );
    for (const run of oracle.dbscan) {
      const result = dbscan(points, { eps: run.eps, minPoints: run.minSamples });
      expect([...result.labels]).toEqual(rows.map((row) => run.labels[row]));
      expect([...result.core].join("")).toBe(rows.map((row) => run.coreMask[row]).join(""));
    }
  });

  it("random weights", () => {
    const { points, weighted } = read("14_random_weights_400_d2.json");
    const { eps, minSamples, labels, coreMask, weights } = weighted!;
    const result = dbscan(matrix(points, weights), { eps, minPoints: minSamples });
    expect([...result.core].join("")).toBe(coreMask);
    expect(partition(result.labels)).toEqual(labels);
  });
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { KdTree, uniqueRows } from "../src/index.ts";
import type { PointSet } from "../src/index.ts";

interface Oracle {
  points: number[][];
  hdbscan: { minPts: number; coreDist: number[] }[];
}

/** Reference results live beside the repository, not in it. */
const folder = new URL("../../../../shared/oracles/clustering/", import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
if (files.length === 0)
  process.stderr.write("skipped: core distance oracles, there is no ../shared/oracles/clustering\n");

function read(file: string): { points: PointSet; runs: Oracle["hdbscan"] } {
  const { points, hdbscan } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Oracle;
  const data = Float64Array.from(points.flat());
  return { points: { rows: points.length, dimensions: points[0]!.length, data }, runs: hdbscan };
}

describe.skipIf(files.length === 0)("core distances against the oracles", () => {
  it.each(files)("%s: of all rows, and of unique rows with weights", (file) => {
    const { points, runs } = read(file);
    const unique = uniqueRows(points);
    for (const { minPts, coreDist } of runs) {
      const all = new KdTree(points).coreDistances(minPts);
      const folded = new KdTree(unique.points).coreDistances(minPts);
      expect(Array.from(unique.indexOf, (index) => folded[index])).toEqual([...all]);
      for (const [row, expected] of coreDist.entries()) {
        if (all[row] === Infinity) continue;
        expect(Math.abs(all[row]! - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, expected));
      }
    }
  });
});

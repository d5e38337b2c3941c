import { KdTree, mutualReachabilityTree } from "@winnow/spatial";
import { describe, expect, it } from "vitest";
import { hdbscan } from "../../src/index.ts";
import type { HdbscanResult } from "../../src/index.ts";
import { toPoints } from "./cases.ts";
import { readOracles } from "./oracle-files.ts";
import type { OracleRun, OracleSet } from "./oracle-files.ts";

const RUNS = readOracles().flatMap((set) =>
  set.hdbscan.map((run) => ({ title: `${set.name}, minPoints ${run.minPts}`, set, run })),
);

function cluster(set: OracleSet, run: OracleRun): HdbscanResult {
  return hdbscan(toPoints(set.points), { minPoints: run.minPts, minClusterSize: run.minPts });
}

function apart(a: number | undefined, b: number | undefined): boolean {
  return a === undefined || b === undefined || Math.abs(a - b) > 1e-12 * b;
}

/** λ of each spanning tree edge that no other edge equals, give or take what another order of additions may change. */
function untiedLambdas(set: OracleSet, run: OracleRun): Set<number> {
  const { data, columns } = toPoints(set.points);
  const tree = new KdTree({ rows: set.n, dimensions: columns.length, data });
  const cores = Float64Array.from({ length: set.n }, (_, at) => tree.reducedCoreDistanceAt(at, run.minPts));
  const sorted = mutualReachabilityTree(tree, cores).weight.toSorted();
  return new Set([...sorted].filter((w, i) => apart(sorted[i - 1], w) && apart(w, sorted[i + 1])).map((w) => 1 / w));
}

describe.skipIf(RUNS.length === 0)("hdbscan on the oracle sets", () => {
  it.each(RUNS)("gives the tie-contracted labels: $title", ({ set, run }) => {
    expect([...cluster(set, run).labels]).toEqual(run.tieContracted.labels);
  });

  it.each(RUNS)("gives the core distances: $title", ({ set, run }) => {
    const { coreDistances } = cluster(set, run);
    expect(coreDistances.length).toBe(run.coreDist.length);
    run.coreDist.forEach((expected, row) => {
      expect(Math.abs(coreDistances[row]! - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, expected));
    });
  });

  // A row that falls out at a tied edge may have done so in another order in the standard algorithm.
  it.each(RUNS)(
    "gives the standard strengths and GLOSH to rows that fall out at an untied edge: $title",
    ({ set, run }) => {
      const { condensedTree, strength, outlierScores } = cluster(set, run);
      const untied = untiedLambdas(set, run);
      for (let row = 0; row < set.n; row++) {
        if (!untied.has(condensedTree.rowLambda[row]!)) continue;
        expect(strength[row]).toBeCloseTo(run.standard.prob[row]!, 11);
        expect(outlierScores[row]).toBeCloseTo(run.standard.glosh[row]!, 11);
      }
    },
  );

  it.each(RUNS)("gives unique rows with weights the labels of the full data: $title", ({ set, run }) => {
    const { firstIndex, weights } = set.unique;
    if (firstIndex === "identity" || weights === "ones") return;
    const rows = firstIndex.map((row) => set.points[row]!);
    const { labels } = hdbscan(toPoints(rows, weights), { minPoints: run.minPts, minClusterSize: run.minPts });
    expect([...labels]).toEqual(firstIndex.map((row) => run.tieContracted.labels[row]!));
  });
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KdTree, mutualReachabilityTree, mutualReachabilityTreeSteps, UnionFind } from "../src/index.ts";
import type { Metric, SpanningTree } from "../src/index.ts";

const ORACLES = new URL("../../../../shared/oracles/clustering/", import.meta.url);

interface OracleSet {
  readonly name: string;
  readonly points: readonly (readonly number[])[];
  readonly hdbscan: readonly { readonly minPts: number; readonly mstTotal: number }[];
}

function readOracles(): OracleSet[] {
  if (!existsSync(ORACLES)) {
    process.stderr.write("Skipped: there are no clustering oracles at ../shared/oracles/clustering.\n");
    return [];
  }
  return readdirSync(ORACLES)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, ORACLES), "utf8")) as OracleSet);
}

function indexRows(rows: readonly (readonly number[])[], metric: Metric = "euclidean", leafSize = 16): KdTree {
  const dimensions = rows[0]?.length ?? 1;
  return new KdTree({ rows: rows.length, dimensions, data: Float64Array.from(rows.flat()) }, { metric, leafSize });
}

function reducedCores(tree: KdTree, minPoints: number): Float64Array {
  return Float64Array.from({ length: tree.rows }, (_, at) => tree.reducedCoreDistanceAt(at, minPoints));
}

function distanceBetween(metric: Metric, a: readonly number[], b: readonly number[]): number {
  const gaps = a.map((value, j) => Math.abs(value - b[j]!));
  if (metric === "chebyshev") return Math.max(...gaps);
  if (metric === "manhattan") return gaps.reduce((sum, gap) => sum + gap, 0);
  return Math.sqrt(gaps.reduce((sum, gap) => sum + gap * gap, 0));
}

/** All mutual reachability distances, from their definition. */
function reachMatrix(rows: readonly (readonly number[])[], metric: Metric, minPoints: number): number[][] {
  const between = rows.map((a) => rows.map((b) => distanceBetween(metric, a, b)));
  const core = between.map((row) => row.toSorted((a, b) => a - b)[minPoints - 1] ?? Infinity);
  return between.map((row, i) => row.map((distance, j) => Math.max(distance, core[i]!, core[j]!)));
}

/** Prim's algorithm: sorted weights of a minimum spanning tree of a complete graph. */
function primWeights(weight: readonly (readonly number[])[]): number[] {
  const nearest = weight.map((row) => row[0]!);
  const open = new Set(nearest.keys());
  open.delete(0);
  const weights: number[] = [];
  while (open.size > 0) {
    let added = -1;
    for (const row of open) if (added < 0 || nearest[row]! < nearest[added]!) added = row;
    open.delete(added);
    weights.push(nearest[added]!);
    for (const row of open) nearest[row] = Math.min(nearest[row]!, weight[added]![row]!);
  }
  return weights.sort((a, b) => a - b);
}

function isSpanning(tree: SpanningTree, rows: number): boolean {
  const sets = new UnionFind(rows);
  tree.from.forEach((from, edge) => sets.union(from, tree.to[edge]!));
  return sets.sets <= 1 && tree.from.length === Math.max(0, rows - 1);
}

const coordinate = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 5 }).map((value) => value / 10) },
  { weight: 1, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }) },
);

const cases = fc
  .record({ dimensions: fc.integer({ min: 1, max: 4 }), count: fc.integer({ min: 1, max: 40 }) })
  .chain(({ dimensions, count }) =>
    fc.record({
      rows: fc.array(fc.array(coordinate, { minLength: dimensions, maxLength: dimensions }), {
        minLength: count,
        maxLength: count,
      }),
      metric: fc.constantFrom<Metric>("euclidean", "euclidean", "manhattan", "chebyshev"),
      leafSize: fc.constantFrom(1, 3, 16),
      minPoints: fc.integer({ min: 1, max: 8 }),
    }),
  );

describe("the spanning tree of mutual reachability", () => {
  it("has the sorted weights of Prim's tree over all pairs, and each edge's own reachability", () => {
    fc.assert(
      fc.property(cases, ({ rows, metric, leafSize, minPoints }) => {
        const index = indexRows(rows, metric, leafSize);
        const tree = mutualReachabilityTree(index, reducedCores(index, minPoints));
        const reach = reachMatrix(rows, metric, minPoints);
        expect(isSpanning(tree, rows.length)).toBe(true);
        expect(Array.from(tree.weight.toSorted())).toEqual(primWeights(reach));
        tree.weight.forEach((weight, edge) => expect(weight).toBe(reach[tree.from[edge]!]![tree.to[edge]!]));
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  it("agrees with Prim's tree on a thousand points in 1, 3 and 16 dimensions", () => {
    for (const dimensions of [1, 3, 16]) {
      const rows = Array.from({ length: 1000 }, (_, i) =>
        Array.from({ length: dimensions }, (__, j) => Math.sin(i * 12.9898 + j * 78.233) * (i % 7)),
      );
      const index = indexRows(rows);
      const tree = mutualReachabilityTree(index, reducedCores(index, 5));
      expect(Array.from(tree.weight.toSorted())).toEqual(primWeights(reachMatrix(rows, "euclidean", 5)));
    }
  });

  it("is empty for no point and for one", () => {
    for (const rows of [[], [[1, 2]]]) {
      const index = indexRows(rows);
      const tree = mutualReachabilityTree(index, new Float64Array(rows.length));
      expect([tree.from.length, tree.to.length, tree.weight.length]).toEqual([0, 0, 0]);
    }
  });

  it("joins identical points at 0", () => {
    const index = indexRows(Array.from({ length: 500 }, () => [0.25, 0.5]));
    const tree = mutualReachabilityTree(index, reducedCores(index, 5));
    expect(isSpanning(tree, 500)).toBe(true);
    expect(tree.weight.every((weight) => weight === 0)).toBe(true);
  });

  it("spans points that no finite distance connects", () => {
    const index = indexRows([[1e300], [-1e300], [1.5e300], [0]]);
    const tree = mutualReachabilityTree(index, new Float64Array(4));
    expect(isSpanning(tree, 4)).toBe(true);
    expect([...tree.weight]).toEqual([Infinity, Infinity, Infinity]);
    const apart = indexRows([[1], [2]]);
    expect([...mutualReachabilityTree(apart, Float64Array.of(Infinity, Infinity)).weight]).toEqual([Infinity]);
  });

  it("yields often, with a share from 0 to 1", () => {
    const index = indexRows(Array.from({ length: 3000 }, (_, i) => [Math.sin(i * 12.9898), Math.cos(i * 78.233)]));
    let yields = 0;
    for (const share of mutualReachabilityTreeSteps(index, reducedCores(index, 5))) {
      yields++;
      expect(share >= 0 && share <= 1).toBe(true);
    }
    expect(yields).toBeGreaterThan(100);
  });

  const sets = readOracles();
  const runs = sets.flatMap((set) =>
    set.hdbscan.map((run) => ({ title: `${set.name}, minPoints ${run.minPts}`, set, run })),
  );
  it.skipIf(runs.length === 0).each(runs.length === 0 ? [undefined] : runs)(
    "has the oracle's total: $title",
    (oracle) => {
      const { set, run } = oracle!;
      const index = indexRows(set.points);
      const tree = mutualReachabilityTree(index, reducedCores(index, run.minPts));
      const total = tree.weight.toSorted().reduce((sum, weight) => sum + weight, 0);
      expect(Math.abs(total - run.mstTotal)).toBeLessThanOrEqual(1e-12 * Math.max(1, run.mstTotal));
    },
  );
});

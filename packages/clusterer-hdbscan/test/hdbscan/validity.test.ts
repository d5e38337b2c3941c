import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hdbscan, validityIndex } from "../../src/index.ts";
import { repeat, shuffled, toPoints, weightedRows } from "./cases.ts";
import { failureOf } from "./failure.ts";
import { euclidean } from "./reference.ts";

const RUNS = { numRuns: 2000, seed: 11 };

/** The index from its formulas, for rows without repetition or equal distances. */
function referenceValidity(rows: readonly (readonly number[])[], labels: readonly number[]): number {
  const clusters = [...new Set(labels)].filter((label) => label >= 0).map((label) => measure(rows, labels, label));
  let score = 0;
  for (const cluster of clusters) {
    let separation = Infinity;
    for (const other of clusters) {
      if (other === cluster) continue;
      for (const a of cluster.inner) {
        for (const b of other.inner) {
          const reach = Math.max(cluster.core.get(a)!, other.core.get(b)!, euclidean(rows[a]!, rows[b]!));
          separation = Math.min(separation, reach);
        }
      }
    }
    const validity = (separation - cluster.sparseness) / Math.max(separation, cluster.sparseness);
    score += (cluster.members.length / rows.length) * validity;
  }
  return score;
}

interface Measured {
  readonly members: number[];
  readonly core: Map<number, number>;
  readonly inner: number[];
  readonly sparseness: number;
}

function measure(rows: readonly (readonly number[])[], labels: readonly number[], label: number): Measured {
  const members = labels.flatMap((other, row) => (other === label ? [row] : []));
  const power = rows[0]!.length;
  const core = new Map(
    members.map((a) => {
      const sum = members.reduce((s, b) => (a === b ? s : s + (1 / euclidean(rows[a]!, rows[b]!)) ** power), 0);
      return [a, (sum / (members.length - 1)) ** (-1 / power)];
    }),
  );
  // Kruskal over all pairs.
  const pairs = members.flatMap((a) => members.filter((b) => b > a).map((b) => [a, b] as const));
  const reach = ([a, b]: readonly [number, number]): number =>
    Math.max(core.get(a)!, core.get(b)!, euclidean(rows[a]!, rows[b]!));
  const tree: (readonly [number, number])[] = [];
  const component = new Map(members.map((row) => [row, row]));
  // A core distance can be the weight of several edges, even where no two distances are equal.
  const gap = ([a, b]: readonly [number, number]): number => euclidean(rows[a]!, rows[b]!);
  for (const pair of pairs.toSorted((x, y) => reach(x) - reach(y) || gap(x) - gap(y))) {
    const [from, to] = [component.get(pair[0])!, component.get(pair[1])!];
    if (from === to) continue;
    tree.push(pair);
    for (const row of members) if (component.get(row) === from) component.set(row, to);
  }
  const inner = members.filter((row) => tree.filter((pair) => pair.includes(row)).length > 1);
  const innerEdges = tree.filter(([a, b]) => inner.includes(a) && inner.includes(b));
  return { members, core, inner, sparseness: Math.max(...innerEdges.map(reach)) };
}

const labelled = weightedRows.chain((input) =>
  fc.record({
    input: fc.constant(input),
    labels: fc.array(fc.integer({ min: -1, max: Math.min(2, input.rows.length - 1) }), {
      minLength: input.rows.length,
      maxLength: input.rows.length,
    }),
  }),
);

describe("the validity index", () => {
  it("follows the formulas where no two distances are equal", () => {
    const rows = shuffled(60, 5).map((x, i) => [
      Math.sin(x * 12.9898) + (i % 3) * 4,
      Math.cos(x * 78.233) * 1.3 + (i % 3),
    ]);
    const labels = rows.map((_, i) => (i % 10 === 9 ? -1 : i % 3));
    const { score } = validityIndex(toPoints(rows), Int32Array.from(labels));
    expect(score).toBeCloseTo(referenceValidity(rows, labels), 12);
  });

  it("is high for clusters apart, and low for a cluster cut in two", () => {
    const rows = Array.from({ length: 40 }, (_, i) => [(i % 20) * 0.1, i < 20 ? 0 : 50]);
    const apart = Int32Array.from(rows, (_, i) => (i < 20 ? 0 : 1));
    const cut = Int32Array.from(rows, (_, i) => i % 2);
    expect(validityIndex(toPoints(rows), apart).score).toBeGreaterThan(0.9);
    expect(validityIndex(toPoints(rows), cut).score).toBeLessThan(-0.5);
  });

  it("is a number from -1 to 1 for any labels at all", () => {
    fc.assert(
      fc.property(labelled, ({ input, labels }) => {
        const { score, clusters } = validityIndex(toPoints(input.rows, input.weights), Int32Array.from(labels));
        expect(Math.abs(score)).toBeLessThanOrEqual(1 + 1e-12);
        for (const validity of clusters) expect(Math.abs(validity)).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it("counts a weighted row as its repetitions", () => {
    fc.assert(
      fc.property(labelled, ({ input, labels }) => {
        const spread = Int32Array.from(
          input.weights.flatMap((weight, row) => Array.from({ length: weight }, () => labels[row]!)),
        );
        const weighted = validityIndex(toPoints(input.rows, input.weights), Int32Array.from(labels));
        const repeated = validityIndex(toPoints(repeat(input)), spread);
        expect(weighted.score).toBeCloseTo(repeated.score, 12);
      }),
      RUNS,
    );
  });

  it("does not depend on the order of many rows, which are sorted in runs", () => {
    const rows = Array.from({ length: 5000 }, (_, i) => [Math.sin(i * 12.9898) + (i % 2) * 9, Math.sin(i * 78.233)]);
    const order = Array.from(rows.keys()).sort((a, b) => Math.sin(a * 3.7) - Math.sin(b * 3.7));
    const labels = Int32Array.from(rows, (_, i) => i % 2);
    const expected = validityIndex(toPoints(rows), labels);
    const actual = validityIndex(
      toPoints(order.map((row) => rows[row]!)),
      Int32Array.from(order, (row) => labels[row]!),
    );
    expect(expected.score).toBeGreaterThan(0.5);
    expect(actual).toEqual(expected);
  });

  it("does not depend on the order of rows", () => {
    fc.assert(
      fc.property(labelled, fc.integer(), ({ input, labels }, seed) => {
        const order = shuffled(labels.length, seed);
        const original = validityIndex(toPoints(input.rows, input.weights), Int32Array.from(labels));
        const permuted = validityIndex(
          toPoints(
            order.map((row) => input.rows[row]!),
            order.map((row) => input.weights[row]!),
          ),
          Int32Array.from(order, (row) => labels[row]!),
        );
        expect(permuted.score).toBeCloseTo(original.score, 12);
      }),
      RUNS,
    );
  });

  it("is 0 for no points, all noise, one cluster, and identical points", () => {
    const one = [[1, 2]];
    const same = [
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ];
    const none = { rows: 0, columns: ["x"], data: new Float64Array(0), weights: new Float64Array(0) };
    expect(validityIndex(none, new Int32Array(0)).score).toBe(0);
    expect(validityIndex(toPoints(one), Int32Array.of(-1)).score).toBe(0);
    expect(validityIndex(toPoints(one), Int32Array.of(0)).score).toBe(0);
    expect(validityIndex(toPoints(same), Int32Array.of(0, 0, 1, 1)).score).toBe(0);
  });

  it("does not overflow in many dimensions or at extreme scales", () => {
    for (const scale of [1e-300, 1e-12, 1, 1e300]) {
      const rows = shuffled(30, 3).map((x, i) =>
        Array.from({ length: 16 }, (_, j) => ((i % 2) * 5 + Math.sin(x * 16 + j)) * scale),
      );
      const { labels } = hdbscan(toPoints(rows), { minPoints: 3, minClusterSize: 5 });
      expect(validityIndex(toPoints(rows), labels).score).toBeGreaterThan(0.2);
    }
  });

  it("refuses labels that do not fit", () => {
    const refusal = (labels: Int32Array): string => failureOf(() => validityIndex(toPoints([[1]]), labels));
    const hint = "\n  A label is a cluster number from 0 to rows - 1, or -1 for noise.";
    expect(refusal(new Int32Array(2))).toContain("WN1823 labels: expected 1 values, got 2");
    expect(refusal(Int32Array.of(-2))).toBe(`WN1828 row 0: -2 is not a label${hint}`);
    expect(refusal(Int32Array.of(1))).toBe(`WN1828 row 0: 1 is not a label${hint}`);
  });
});

import { describe, expect, it } from "vitest";
import { hdbscan, validityIndex } from "../../src/index.ts";
import type { HdbscanOptions, Points } from "../../src/index.ts";
import { toPoints } from "./cases.ts";
import { failureOf } from "./failure.ts";

/** Two tight squares of four points far apart, and one point far from both. */
const SQUARES = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [20, 0],
  [20, 1],
  [21, 0],
  [21, 1],
  [10.5, 30],
];
const FOUR: HdbscanOptions = { minPoints: 3, minClusterSize: 4 };

/** A deterministic spread of points, without ties. */
function scatter(rows: number, dimensions: number, scale = 1): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: dimensions }, (__, j) => (Math.sin(i * 12.9898 + j * 78.233) + (i % 3) * 8) * scale),
  );
}

function withValue(rows: number[][], row: number, column: number, value: number): Points {
  const points = toPoints(rows);
  points.data[row * points.columns.length + column] = value;
  return points;
}

describe("hdbscan", () => {
  it("finds the groups and leaves what is far from them as noise", () => {
    const { labels, strength, outlierScores, coreDistances } = hdbscan(toPoints(SQUARES), FOUR);
    expect([...labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, -1]);
    expect([...strength]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0]);
    expect(outlierScores[8]).toBeGreaterThan(0.8);
    expect([...coreDistances.subarray(0, 4)]).toEqual([1, 1, 1, 1]);
  });

  it("answers for no points", () => {
    const { labels, condensedTree } = hdbscan({
      rows: 0,
      columns: ["x"],
      data: new Float64Array(0),
      weights: new Float64Array(0),
    });
    expect(labels.length).toBe(0);
    expect([...condensedTree.parent]).toEqual([-1]);
  });

  it("calls one point noise, and one heavy point the root", () => {
    expect([...hdbscan(toPoints([[1, 2]]), FOUR).labels]).toEqual([-1]);
    expect([...hdbscan(toPoints([[1, 2]]), { ...FOUR, minPoints: 1 }).labels]).toEqual([-1]);
    const heavy = toPoints([[1, 2]], [60]);
    expect([...hdbscan(heavy, FOUR).labels]).toEqual([-1]);
    const { labels, strength, coreDistances } = hdbscan(heavy, { ...FOUR, allowSingleCluster: true });
    expect([labels[0], strength[0], coreDistances[0]]).toEqual([0, 1, 0]);
  });

  it("calls everything noise, at no finite core distance, when all weight is below minPoints", () => {
    const { labels, coreDistances, outlierScores, predict } = hdbscan(toPoints([[1], [2]]), { minPoints: 5 });
    expect([...labels]).toEqual([-1, -1]);
    expect([...coreDistances]).toEqual([Infinity, Infinity]);
    expect([...outlierScores]).toEqual([0, 0]);
    expect(predict(Float64Array.of(1))).toEqual({ label: -1, strength: 0, outlierScore: 0 });
  });

  it("puts identical points into one cluster only when that is allowed", () => {
    const points = toPoints(Array.from({ length: 5000 }, () => [0.1, 0.2, 0.3]));
    expect(hdbscan(points).labels.every((label) => label === -1)).toBe(true);
    const single = hdbscan(points, { allowSingleCluster: true });
    expect(single.labels.every((label) => label === 0)).toBe(true);
    expect(single.strength.every((strength) => strength === 1)).toBe(true);
    expect(single.outlierScores.every((score) => score === 0)).toBe(true);
  });

  it("is not changed by a constant column", () => {
    const rows = scatter(200, 2);
    const plain = hdbscan(toPoints(rows));
    const widened = hdbscan(toPoints(rows.map((row) => [row[0]!, 7, row[1]!])));
    expect([...widened.labels]).toEqual([...plain.labels]);
    expect([...widened.strength]).toEqual([...plain.strength]);
    expect(Math.max(...plain.labels)).toBeGreaterThan(0);
  });

  it.each([1, 2, 5, 16])("separates three groups in %i dimensions", (dimensions) => {
    const { labels } = hdbscan(toPoints(scatter(300, dimensions)), { minPoints: 5, minClusterSize: 40 });
    expect([...labels].every((label, row) => label === -1 || label === row % 3)).toBe(true);
    expect(new Set(labels).has(2)).toBe(true);
  });

  it.each([-1000, -500, 500, 1015])("gives the same answer at 2^%i times the scale", (exponent) => {
    const scale = 2 ** exponent;
    const plain = hdbscan(toPoints(scatter(200, 3)), { selectionEpsilon: 0.1 });
    const scaled = hdbscan(toPoints(scatter(200, 3, scale)), { selectionEpsilon: 0.1 * scale });
    expect([...scaled.labels]).toEqual([...plain.labels]);
    expect([...scaled.strength]).toEqual([...plain.strength]);
    expect([...scaled.outlierScores]).toEqual([...plain.outlierScores]);
    expect([...scaled.coreDistances]).toEqual([...plain.coreDistances].map((distance) => distance * scale));
    const vector = Float64Array.of(8.1, 8.2, 8.3);
    expect(scaled.predict(vector.map((value) => value * scale))).toEqual(plain.predict(vector));
  });

  it("takes values of 1e-300 and of 1e300", () => {
    for (const scale of [1e-300, 1e300]) {
      const { labels } = hdbscan(toPoints(SQUARES.map((row) => row.map((value) => value * scale))), FOUR);
      expect([...labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, -1]);
    }
    const mixed = hdbscan(toPoints(SQUARES.slice(0, 8).map(([x, y]) => [x! * 1e300, y! * 1e-300])), FOUR);
    expect([...mixed.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it("leaves its input as it was", () => {
    const points = toPoints(SQUARES.map((row) => row.map((value) => value * 1e300)));
    const before = [...points.data];
    hdbscan(points, FOUR);
    expect([...points.data]).toEqual(before);
    expect([...points.weights!]).toEqual(SQUARES.map(() => 1));
  });
});

/** Number of rows in the largest cluster. */
function heaviest(labels: readonly number[]): number {
  const clusters = new Set(labels.filter((label) => label >= 0));
  return Math.max(0, ...Array.from(clusters, (cluster) => labels.filter((label) => label === cluster).length));
}

describe("the selection of clusters", () => {
  /** Two pairs of dense groups: the pairs are far apart, their groups nearer. */
  const nested = [0, 3, 100, 103].flatMap((start) =>
    Array.from({ length: 6 }, (_, i) => [start + 0.1 * i + 0.001 * i * i]),
  );
  const found = (options: HdbscanOptions): number[] => [
    ...hdbscan(toPoints(nested), { minPoints: 2, minClusterSize: 5, ...options }).labels,
  ];
  const groups = (count: number): number[] => nested.map((_, row) => Math.floor((row * count) / nested.length));

  it("takes the finest clusters with leaf", () => {
    expect(found({ selection: "leaf" }).every((label, row) => label === -1 || label === groups(4)[row])).toBe(true);
    expect(new Set(found({ selection: "leaf" })).size).toBeGreaterThanOrEqual(4);
  });

  it("keeps together what splits below selectionEpsilon", () => {
    expect(found({ selectionEpsilon: 5 })).toEqual(groups(2));
    expect(found({ selection: "leaf", selectionEpsilon: 5 })).toEqual(groups(2));
  });

  it("never takes a cluster heavier than maxClusterSize", () => {
    expect(heaviest(found({ selectionEpsilon: 5 }))).toBe(12);
    expect(heaviest(found({ selectionEpsilon: 5, maxClusterSize: 6 }))).toBeLessThanOrEqual(6);
    expect(heaviest(found({ selection: "leaf", maxClusterSize: 5 }))).toBeLessThanOrEqual(5);
  });

  it("takes the root only when a single cluster is allowed", () => {
    const even = Array.from({ length: 30 }, (_, i) => [i % 6, Math.floor(i / 6)]);
    expect(new Set(hdbscan(toPoints(even)).labels)).toEqual(new Set([-1]));
    const single = hdbscan(toPoints(even), { minPoints: 2, allowSingleCluster: true });
    expect(new Set(single.labels)).toEqual(new Set([0]));
  });
});

describe("predict", () => {
  const { predict, labels } = hdbscan(toPoints(SQUARES), FOUR);

  it("gives a vector between members their cluster, and one far away noise", () => {
    expect(predict(Float64Array.of(0.5, 0.5))).toEqual({ label: labels[0], strength: 1, outlierScore: 0 });
    expect(predict(Float64Array.of(20.5, 0.5)).label).toBe(labels[4]);
    const far = predict(Float64Array.of(10, 500));
    expect([far.label, far.strength]).toEqual([-1, 0]);
    expect(far.outlierScore).toBeGreaterThan(0.9);
  });

  it("gives less strength the farther a vector lies from its cluster", () => {
    const strengths = [0.5, 3, 5].map((x) => predict(Float64Array.of(x, 0.5)).strength);
    expect(strengths[0]).toBeGreaterThan(strengths[1]!);
    expect(strengths[1]).toBeGreaterThan(strengths[2]!);
    expect(strengths[2]).toBeGreaterThan(0);
  });

  it("takes vectors whose squared distance overflows", () => {
    expect(predict(Float64Array.of(1e300, -1e300))).toEqual({ label: -1, strength: 0, outlierScore: 1 });
  });

  it("refuses vectors of another length, and values that are not finite", () => {
    expect(failureOf(() => predict(Float64Array.of(1)))).toBe(
      "WN1823 vector: expected 2 values, got 1\n  Give data as rows x columns values, row after row, " +
        "weights and labels as one value per row, and a vector as one value per column.",
    );
    expect(failureOf(() => predict(Float64Array.of(1, NaN)))).toBe(
      'WN1827 vector, column "c1": NaN is not a finite number\n' +
        "  Distances need finite coordinates: give the value a finite substitute.",
    );
  });
});

describe("weights that are left out", () => {
  it("are 1 each", () => {
    const weighted = toPoints(SQUARES);
    const unweighted = { rows: weighted.rows, columns: weighted.columns, data: weighted.data };
    const [expected, actual] = [hdbscan(weighted, { minPoints: 2 }), hdbscan(unweighted, { minPoints: 2 })];
    expect({ ...actual, predict: null }).toEqual({ ...expected, predict: null });
    expect(validityIndex(unweighted, expected.labels)).toEqual(validityIndex(weighted, expected.labels));
  });
});

describe("what hdbscan refuses", () => {
  it.each([NaN, Infinity, -Infinity])("%d, naming row and column", (value) => {
    expect(failureOf(() => hdbscan(withValue(SQUARES, 4, 1, value)))).toBe(
      `WN1821 row 4, column "c1": ${value} is not a finite number\n` +
        "  Distances need finite coordinates: drop the row or give the value a finite substitute.",
    );
  });

  it.each([0, -1, NaN, Infinity])("a weight of %d, naming the row", (weight) => {
    const points = toPoints([[1], [2]], [1, weight]);
    expect(failureOf(() => hdbscan(points))).toBe(
      `WN1822 row 1: weight ${weight} is not a finite number above 0\n` +
        "  A weight says how many times the row occurs; leave out rows that do not.",
    );
  });

  it("arrays that do not fit", () => {
    const points = toPoints([[1], [2]]);
    const refusal = (changed: Partial<Points>): string => failureOf(() => hdbscan({ ...points, ...changed }));
    expect(refusal({ data: new Float64Array(3) })).toContain("WN1823 data: expected 2 values, got 3");
    expect(refusal({ weights: new Float64Array(3) })).toContain("WN1823 weights: expected 2 values, got 3");
    expect(refusal({ rows: 1.5 })).toBe(
      "WN1824 rows: 1.5 is not an integer of 0 or more\n  Give the number of points.",
    );
    expect(refusal({ columns: [] })).toBe("WN1825 columns: there are none\n  Distances need at least one column.");
  });

  it.each([
    [{ minPoints: 0 }, "minPoints: 0 is not allowed", "It must be an integer of 1 or more."],
    [{ minClusterSize: 1 }, "minClusterSize: 1 is not allowed", "It must be an integer of 2 or more."],
    [{ selectionEpsilon: -1 }, "selectionEpsilon: -1 is not allowed", "It must be a finite distance of 0 or more."],
    [{ maxClusterSize: 4 }, "maxClusterSize: 4 is not allowed", "It must be minClusterSize or more."],
    [{ selection: "best" as "eom" }, "selection: best is not allowed", 'It must be "eom" or "leaf".'],
  ])("the option %o", (options, message, hint) => {
    expect(failureOf(() => hdbscan(toPoints(SQUARES), options))).toBe(`WN1826 ${message}\n  ${hint}`);
  });
});

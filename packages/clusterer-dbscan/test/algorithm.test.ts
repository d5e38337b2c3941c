import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { dbscan, dbscanAsync } from "../src/index.ts";
import type { DbscanPoints } from "../src/index.ts";
import { problems } from "./arbitrary.ts";
import { matrix, partition, pickRows, repeatRows } from "./points.ts";
import { bruteDbscan } from "./reference.ts";

/** A fixed pseudo-random sequence in [0, 1). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A uniform cloud with a dense ball of half the points in it. */
function cloud(rows: number, dimensions: number, spread: number): DbscanPoints {
  const next = sequence(rows * 31 + dimensions);
  const data = new Float64Array(rows * dimensions);
  for (let i = 0; i < data.length; i++) {
    const inBall = Math.floor(i / dimensions) % 2 === 1;
    data[i] = inBall ? 0.5 + spread * (next() + next() - 1) : next();
  }
  return { rows, columns: Array.from({ length: dimensions }, (_, j) => `c${j}`), data };
}

describe("dbscan", () => {
  it("agrees with the definition, labels included", () => {
    fc.assert(
      fc.property(problems(90), ({ points, ...options }) => {
        const { labels, core } = dbscan(points, options);
        const expected = bruteDbscan(points, options);
        expect([...core]).toEqual(expected.core);
        expect([...labels]).toEqual(expected.labels);
      }),
      { numRuns: 3000 },
    );
  });

  it("gives weighted points what it gives repeated rows", () => {
    fc.assert(
      fc.property(problems(60), ({ points, ...options }) => {
        const weighted = dbscan(points, options);
        const { points: repeated, source } = repeatRows(points);
        const full = dbscan(repeated, options);
        expect([...full.labels]).toEqual(source.map((row) => weighted.labels[row]));
        expect([...full.core]).toEqual(source.map((row) => weighted.core[row]));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives the same core clusters and noise in any row order", () => {
    const withOrder = problems(60).chain((problem) =>
      fc.record({
        problem: fc.constant(problem),
        order: fc.shuffledSubarray(
          Array.from({ length: problem.points.rows }, (_, row) => row),
          {
            minLength: problem.points.rows,
          },
        ),
      }),
    );
    fc.assert(
      fc.property(withOrder, ({ problem: { points, ...options }, order }) => {
        const straight = dbscan(points, options);
        const shuffled = dbscan(pickRows(points, order), options);
        expect([...shuffled.core]).toEqual(order.map((row) => straight.core[row]));
        expect([...shuffled.labels].map((label) => label < 0)).toEqual(order.map((row) => straight.labels[row]! < 0));
        // Ids follow row order, and with them the choice between several clusters that reach a border point.
        const cores = order.flatMap((row, place) => (straight.core[row] === 1 ? [{ row, place }] : []));
        const before = partition(cores.map(({ row }) => straight.labels[row]!));
        expect(partition(cores.map(({ place }) => shuffled.labels[place]!))).toEqual(before);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    { rows: 1200, dimensions: 1, spread: 0.02, eps: 0.0004, minPoints: 3, path: "grid" },
    { rows: 1200, dimensions: 2, spread: 0.1, eps: 0.012, minPoints: 5, path: "grid" },
    { rows: 1200, dimensions: 3, spread: 0.1, eps: 0.02, minPoints: 4, path: "grid" },
    { rows: 1200, dimensions: 3, spread: 0.05, eps: 0.05, minPoints: 20, path: "tree" },
    { rows: 1200, dimensions: 2, spread: 0.02, eps: 0.03, minPoints: 40, path: "tree" },
    { rows: 600, dimensions: 8, spread: 0.2, eps: 0.35, minPoints: 5, path: "tree" },
    { rows: 600, dimensions: 16, spread: 0.2, eps: 0.7, minPoints: 5, path: "tree" },
  ])("agrees with the definition on $rows points in $dimensions dimensions, eps $eps: $path", (setting) => {
    const points = cloud(setting.rows, setting.dimensions, setting.spread);
    for (const metric of ["euclidean", "manhattan", "chebyshev"] as const) {
      const options = { eps: setting.eps, minPoints: setting.minPoints, metric };
      const expected = bruteDbscan(points, options);
      const { labels, core } = dbscan(points, options);
      expect([...core]).toEqual(expected.core);
      expect([...labels]).toEqual(expected.labels);
    }
  });

  it("folds repeated rows without changing anything", () => {
    const next = sequence(5);
    const distinct = Array.from({ length: 300 }, () => [Math.round(next() * 40) / 10, Math.round(next() * 40) / 10]);
    const points = matrix(Array.from({ length: 4200 }, () => distinct[Math.floor(next() * 300)]!));
    const { labels, core } = dbscan(points, { eps: 0.1, minPoints: 30 });
    const expected = bruteDbscan(points, { eps: 0.1, minPoints: 30 });
    expect([...core]).toEqual(expected.core);
    expect([...labels]).toEqual(expected.labels);
  });
});

describe("dbscan at the edges", () => {
  it("takes no points and one point", () => {
    expect(dbscan(matrix([]), { eps: 1, minPoints: 1 }).labels).toEqual(Int32Array.of());
    expect(dbscan(matrix([[1, 2]]), { eps: 1, minPoints: 1 }).labels).toEqual(Int32Array.of(0));
    expect(dbscan(matrix([[1, 2]]), { eps: 1, minPoints: 2 }).labels).toEqual(Int32Array.of(-1));
    expect(dbscan(matrix([[1, 2]], [2]), { eps: 1, minPoints: 2 }).labels).toEqual(Int32Array.of(0));
  });

  it("takes points without coordinates as identical", () => {
    const { labels } = dbscan({ rows: 3, columns: [], data: new Float64Array() }, { eps: 0, minPoints: 3 });
    expect([...labels]).toEqual([0, 0, 0]);
  });

  it("finds identical points at eps 0, and only those", () => {
    const { labels } = dbscan(matrix([[0.1], [0.3], [0.1], [0.1 + 2 ** -56]]), { eps: 0, minPoints: 2 });
    expect([...labels]).toEqual([0, -1, 0, -1]);
    expect(
      new Set(dbscan(matrix(Array.from({ length: 9000 }, () => [7, 7])), { eps: 0, minPoints: 9000 }).labels),
    ).toEqual(new Set([0]));
  });

  it("includes points at exactly eps, by the direct sum of squares", () => {
    // 0.3 - 0.2 is below 0.1 in binary and 0.2 - 0.1 is 0.1; 0.4 - 0.3 is above 0.1.
    const { labels } = dbscan(matrix([[0.1], [0.2], [0.3], [0.4]]), { eps: 0.1, minPoints: 2 });
    expect([...labels]).toEqual([0, 0, 0, -1]);
  });

  it("gives a border point to the lowest cluster that reaches it", () => {
    const line = [4, 4, 4, 3, 2, 1, 0, 0, 0].map((x) => [x]);
    const { labels, core } = dbscan(matrix(line), { eps: 1, minPoints: 4 });
    expect(core[4]).toBe(0);
    expect([...labels]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it("lets no point of weight 0 link others", () => {
    const { labels, core } = dbscan(matrix([[0], [1], [2]], [3, 0, 3]), { eps: 1, minPoints: 3 });
    expect([...core]).toEqual([1, 0, 1]);
    expect([...labels]).toEqual([0, 0, 1]);
  });

  it("copes with tiny and huge values", () => {
    const huge = dbscan(matrix([[1e300], [1e300], [-1e300], [1.5e300]]), { eps: 1, minPoints: 2 });
    expect([...huge.labels]).toEqual([0, 0, -1, -1]);
    const far = dbscan(matrix([[1e300], [1.5e300], [-1e300]]), { eps: 1.1e300, minPoints: 2 });
    expect([...far.labels]).toEqual([0, 0, -1]);
    const near = dbscan(matrix([[1e-300], [3e-300], [2.5e-300]]), { eps: 1e-300, minPoints: 2 });
    expect([...near.labels]).toEqual([-1, 0, 0]);
    expect([near.predict(Float64Array.of(1.4e-300)), near.predict(Float64Array.of(1.6e-300))]).toEqual([-1, 0]);
    const distinct = dbscan(matrix([[1e-300], [2e-300], [2e-300]]), { eps: 0, minPoints: 2 });
    expect([...distinct.labels]).toEqual([-1, 0, 0]);
    const tiny = dbscan(matrix([[1e-300], [2e-300], [1]]), { eps: 1e-3, minPoints: 2 });
    expect([...tiny.labels]).toEqual([0, 0, -1]);
    const mixed = dbscan(
      matrix([
        [1e300, 1e-300],
        [1e300, 3e-300],
        [-1e300, 0],
      ]),
      { eps: 1e-100, minPoints: 2 },
    );
    expect([...mixed.labels]).toEqual([0, 0, -1]);
  });

  it.each([
    [Number.NaN, 'row 1, column "c1": NaN is not a finite number', "WN1813"],
    [Infinity, 'row 1, column "c1": Infinity is not a finite number', "WN1813"],
    [-Infinity, 'row 1, column "c1": -Infinity is not a finite number', "WN1813"],
  ])("refuses %d and names its place", (value, message, code) => {
    const run = (): unknown =>
      dbscan(
        matrix([
          [0, 0],
          [0, value],
        ]),
        { eps: 1, minPoints: 2 },
      );
    expect(run).toThrow(expect.objectContaining({ code, message }));
  });

  it("refuses options, weights and sizes that make no sense", () => {
    const points = matrix([[0], [1]]);
    const refusal = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return error;
      }
    };
    const two = { eps: 1, minPoints: 2 };
    expect(refusal(() => dbscan(points, { eps: -1, minPoints: 2 }))).toMatchObject({
      code: "WN1811",
      message: "eps: -1 is not a number of 0 or more",
    });
    expect(refusal(() => dbscan(points, { eps: 1, minPoints: 0 }))).toMatchObject({
      code: "WN1812",
      message: "minPoints: 0 is not a number above 0",
    });
    expect(refusal(() => dbscan(matrix([[0], [1]], [1, -2]), two))).toMatchObject({
      code: "WN1814",
      message: "row 1: weight -2 is not a finite number of 0 or more",
    });
    expect(refusal(() => dbscan({ ...points, rows: 3 }, two))).toMatchObject({
      code: "WN1815",
      message: "data: expected 3 values, got 2",
    });
    expect(refusal(() => dbscan(matrix([[0], [1e300]]), { eps: 1e-300, minPoints: 2 }))).toMatchObject({
      code: "WN1816",
      message: "eps: 1e-300 cannot be compared with distances of coordinates as large as 1e+300",
      hint: "Scale the features, or set eps to 0: it puts only identical points together.",
    });
    expect(refusal(() => dbscan(points, two).predict(Float64Array.of(1, 2)))).toMatchObject({
      code: "WN1815",
      message: "vector: expected 1 values, got 2",
    });
    expect(refusal(() => dbscan(points, two).predict(Float64Array.of(NaN)))).toMatchObject({
      code: "WN1817",
      message: "vector, coordinate 0: NaN is not a finite number",
      hint: "Distances need finite coordinates: give the value a finite substitute.",
    });
    expect(refusal(() => dbscan(points, { ...two, metric: "cosine" as "euclidean" }))).toMatchObject({
      code: "WN1818",
      message: "metric: cosine is not allowed",
      hint: 'It must be "euclidean", "manhattan" or "chebyshev".',
    });
  });
});

describe("predict", () => {
  it("gives the cluster of the nearest core point within eps, the lowest at ties", () => {
    fc.assert(
      fc.property(problems(50), fc.nat(), ({ points, eps, minPoints, metric }, pick) => {
        fc.pre(points.rows > 0 && (eps === 0 || (eps > 1e-150 && eps < 1e150)));
        const { labels, core, predict } = dbscan(points, { eps, minPoints, metric });
        const d = points.columns.length;
        const base = (pick % points.rows) * d;
        const vector = points.data.slice(base, base + d).map((value, j) => value + (j === pick % d ? 0.05 : 0));
        let best = -1;
        let nearest = Infinity;
        for (let row = 0; row < points.rows; row++) {
          if (core[row] !== 1) continue;
          const gaps = Array.from(vector, (value, j) => Math.abs(value - points.data[row * d + j]!));
          const reduced = {
            // Squares of tiny gaps vanish, and eps 0 is about equality alone.
            euclidean: eps === 0 ? Math.max(...gaps) : gaps.reduce((sum, gap) => sum + gap * gap, 0),
            manhattan: gaps.reduce((sum, gap) => sum + gap, 0),
            chebyshev: Math.max(...gaps),
          }[metric];
          if (reduced > (metric === "euclidean" ? eps * eps : eps)) continue;
          if (reduced < nearest || (reduced === nearest && labels[row]! < best))
            [nearest, best] = [reduced, labels[row]!];
        }
        expect(predict(vector)).toBe(best);
      }),
      { numRuns: 2000 },
    );
  });

  it("puts core points back into their own cluster", () => {
    const points = cloud(3000, 3, 0.1);
    const { labels, core, predict } = dbscan(points, { eps: 0.03, minPoints: 5 });
    for (let row = 0; row < points.rows; row += 11) {
      if (core[row] === 1) expect(predict(points.data.slice(3 * row, 3 * row + 3))).toBe(labels[row]);
    }
    expect(predict(Float64Array.of(9, 9, 9))).toBe(-1);
  });
});

/** Milliseconds from aborting a run to its end. */
async function abortDelay(points: DbscanPoints, eps: number): Promise<number> {
  const controller = new AbortController();
  const run = dbscanAsync(points, { eps, minPoints: 5 }, { signal: controller.signal });
  let abortedAt = 0;
  setTimeout(() => {
    abortedAt = performance.now();
    controller.abort();
  }, 10);
  await expect(run).rejects.toMatchObject({ code: "WN1001" });
  expect(abortedAt).toBeGreaterThan(0);
  return performance.now() - abortedAt;
}

describe("watching and stopping", () => {
  it("reports progress that never falls", () => {
    const seen: number[] = [];
    // A clock by which every step is due to report, however quick the machine.
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 100));
    dbscan(cloud(40_000, 3, 0.1), { eps: 0.02, minPoints: 5 }, { onProgress: (done) => seen.push(done) });
    clock.mockRestore();
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(Math.max(...seen)).toBeLessThanOrEqual(1);
  });

  it("stops when progress aborts it", () => {
    const controller = new AbortController();
    const run = (): unknown =>
      dbscan(
        cloud(200_000, 3, 0.1),
        { eps: 0.1, minPoints: 5 },
        { signal: controller.signal, onProgress: () => controller.abort() },
      );
    expect(run).toThrow(expect.objectContaining({ code: "WN1001" }));
  });

  it("does not start when aborted beforehand", async () => {
    const control = { signal: AbortSignal.abort() };
    await expect(dbscanAsync(cloud(10, 2, 0.1), { eps: 1, minPoints: 2 }, control)).rejects.toMatchObject({
      code: "WN1001",
    });
  });

  it.each([
    ["grid", 0.004],
    ["tree", 0.06],
  ])("stops an asynchronous run promptly on the %s", async (_path, eps) => {
    const points = cloud(400_000, 3, 0.2);
    const delays: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) delays.push(await abortDelay(points, eps));
    // The best of three: what is tested is the length of the slices, not how busy the machine is.
    expect(Math.min(...delays)).toBeLessThan(100);
  });

  it("gives the same result asynchronously", async () => {
    const points = cloud(30_000, 3, 0.1);
    const options = { eps: 0.02, minPoints: 5 };
    const { labels, core } = await dbscanAsync(points, options);
    const expected = dbscan(points, options);
    expect(labels).toEqual(expected.labels);
    expect(core).toEqual(expected.core);
  });
});

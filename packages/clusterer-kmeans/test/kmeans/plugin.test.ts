import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { expandPoints } from "@winnow/analysis";
import type { Clustering, PointMatrix, RunContext } from "@winnow/core";
import { clustererChecks } from "@winnow/testkit";
import { plugins } from "../../src/index.ts";
import { kmeansOptions } from "../../src/kmeans/options.ts";
import type { KmeansOptions } from "../../src/kmeans/options.ts";
import { kmeansPlugin } from "../../src/kmeans/plugin.ts";

const context: RunContext = {
  signal: new AbortController().signal,
  profileDirectory: ".",
  outputDirectory: ".",
  progress: () => {},
  warn: () => {},
  gap: () => {},
};

function matrixOf(rows: readonly (readonly number[])[], weights: readonly number[] = rows.map(() => 1)): PointMatrix {
  return {
    rows: rows.length,
    columns: (rows[0] ?? [0]).map((_, j) => `x${j}`),
    data: Float64Array.from(rows.flat()),
    weights: Float64Array.from(weights),
  };
}

async function cluster(points: PointMatrix, options: Partial<KmeansOptions> = {}): Promise<Clustering> {
  return kmeansPlugin.cluster(points, { ...kmeansOptions.parse({}), ...options }, context);
}

describe.each([
  ["k: 3", { k: 3 }],
  ["k: auto", {}],
  ["choose: elbow", { choose: "elbow" }],
])("kmeans with %s does what the specification asks", (_, options) => {
  const checks = clustererChecks(plugins[0]!, { options });
  it.each(checks)("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("kmeans", () => {
  const threeGroups = matrixOf([[0], [1], [0.5], [10], [11], [10.5], [20], [21], [20.5]]);

  it("finds the groups, numbered by their first rows", async () => {
    const { labels } = await cluster(threeGroups, { k: 3 });
    expect([...labels]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
  });

  it.each(["silhouette", "elbow"] as const)("chooses their number by %s and says why", async (choose) => {
    const { labels, chosen } = await cluster(threeGroups, { choose });
    expect(new Set(labels).size).toBe(3);
    const why =
      choose === "elbow" ? "bend of the inertia" : expect.stringMatching(/^greatest mean silhouette, 0\.9\d\d/);
    expect(chosen).toEqual({ k: 3, reason: expect.any(String) });
    const [head, tail] = (chosen!["reason"] as string).split(", over ");
    expect(head).toEqual(why);
    expect(tail).toBe("1 to 9 clusters of all 9 distinct points.");
  });

  it("pulls centres toward the heavier points", async () => {
    // Without weights, 5.9 would go with 10: squares of 8 + 8.4, against 18.1 for the three on the left.
    const points = matrixOf([[0], [4], [5.9], [10]], [1, 100, 1, 1]);
    const { labels } = await cluster(points, { k: 2 });
    expect([...labels]).toEqual([0, 0, 0, 1]);
  });

  it("measures strength by how much nearer the own centre is than the next", async () => {
    const { strength } = await cluster(matrixOf([[0], [2], [9], [11]]), { k: 2 });
    expect([...strength!]).toEqual([1 - 1 / 10, 1 - 1 / 8, 1 - 1 / 8, 1 - 1 / 10]);
  });

  it("is sure of everything when there is one cluster", async () => {
    const { labels, strength } = await cluster(matrixOf([[0], [2]]), { k: 1 });
    expect([[...labels], [...strength!]]).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it("makes no more clusters than there are distinct points", async () => {
    const { labels } = await cluster(matrixOf([[1], [1], [2]]), { k: 5 });
    expect([...labels]).toEqual([0, 0, 1]);
  });

  it("clusters where squares overflow or vanish", async () => {
    for (const unit of [1e300, 1e-300]) {
      const { labels, predict } = await cluster(matrixOf([[0], [0.1 * unit], [unit], [1.1 * unit]]), { k: 2 });
      expect([...labels]).toEqual([0, 0, 1, 1]);
      expect(predict!(Float64Array.of(0.9 * unit))).toBe(1);
    }
  });

  it("names row and column of what is not finite", async () => {
    const run = cluster(matrixOf([[1], [NaN]]));
    await expect(run.catch((error: unknown) => (error as { format(): string }).format())).resolves.toBe(
      'WN1801 kmeans: row 1, column "x0": NaN is not a finite number\n' +
        "  Distances need finite coordinates: drop the row or give the value a finite substitute.",
    );
  });

  it("reports how far it is, never going back", async () => {
    const done: number[] = [];
    const points = matrixOf(Array.from({ length: 30_000 }, (_, i) => [Math.sin(i), Math.cos(i * i)]));
    const watched: RunContext = { ...context, progress: (progress) => done.push(progress.done) };
    await kmeansPlugin.cluster(points, kmeansOptions.parse({ restarts: 1 }), watched);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBe(30_000);
  });

  it("gives weighted points what their repetitions get, in any order", async () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }));
    const weighted = fc.array(fc.tuple(point, fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 14 });
    const k = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant("auto" as const));
    await fc.assert(
      fc.asyncProperty(
        weighted,
        k,
        fc.constantFrom("silhouette", "elbow"),
        fc.nat(),
        async (rows, count, choose, seed) => {
          const options: Partial<KmeansOptions> = { k: count, choose, seed, restarts: 2, kMax: 4 };
          const points = matrixOf(
            rows.map(([row]) => row),
            rows.map(([, weight]) => weight),
          );
          const { points: copies, origin } = expandPoints(points);
          const backward = matrixOf(
            [...origin].reverse().map((row) => rows[row]![0]),
            [...origin].map(() => 1),
          );
          const { labels } = await cluster(points, options);
          const spread = [...origin].map((row) => labels[row]!);
          expect([...(await cluster(copies, options)).labels]).toEqual(spread);
          expect(renumbered([...(await cluster(backward, options)).labels].reverse())).toEqual(renumbered(spread));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("gives every point its nearest centre: predict agrees with the labels", async () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 6 }), async (points, k) => {
        const { labels, predict } = await cluster(matrixOf(points), { k, maxIterations: 2 });
        expect(points.map((row) => predict!(Float64Array.from(row)))).toEqual([...labels]);
        const used = [...new Set(labels)];
        expect(used.toSorted((a, b) => a - b)).toEqual([...used.keys()]);
      }),
      { numRuns: 300 },
    );
  });
});

function renumbered(labels: readonly number[]): number[] {
  const numbers = new Map<number, number>();
  return labels.map((label) => {
    if (!numbers.has(label)) numbers.set(label, numbers.size);
    return numbers.get(label)!;
  });
}

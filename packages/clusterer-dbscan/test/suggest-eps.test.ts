import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dbscan, suggestEps, suggestEpsAsync } from "../src/index.ts";
import { problems } from "./arbitrary.ts";
import { matrix, repeatRows } from "./points.ts";

/** Two dense runs on a line, and stray points far between. */
function runsAndStrays(): number[][] {
  const rows: number[][] = [];
  for (let i = 0; i < 100; i++) rows.push([0.01 * i + 0.0001 * ((i * 7) % 5)], [50 + 0.01 * i]);
  for (let i = 1; i <= 8; i++) rows.push([100 + 17 * i * i]);
  return rows;
}

describe("suggestEps", () => {
  it("parts dense runs from strays", () => {
    const points = matrix(runsAndStrays());
    const { eps, reason, curve } = suggestEps(points, { minPoints: 3 });
    expect(eps).toBeGreaterThan(0.005);
    expect(eps).toBeLessThan(1);
    expect(reason).toMatch(
      /^9\d\.\d % of the weight has 3 or more within 0\.\d+; beyond it distances rise steeply, to \d+ at/,
    );
    expect(curve.distances).toEqual(curve.distances.toSorted());
    expect(curve.weights.at(-1)).toBe(208);
    const { labels } = dbscan(points, { eps, minPoints: 3 });
    expect(Math.max(...labels)).toBe(1);
    expect(labels.filter((label) => label === -1)).toHaveLength(8);
  });

  it("gives an eps at which what the curve says is core is core", () => {
    fc.assert(
      fc.property(problems(40), ({ points, minPoints, metric }) => {
        // Distances whose squares vanish count as 0 on the curve.
        fc.pre(points.data.every((value) => value === 0 || Math.abs(value) > 1e-150));
        const { eps, curve } = suggestEps(points, { minPoints, metric });
        const { core } = dbscan(points, { eps, minPoints, metric });
        const weight = core.reduce((sum, flag, row) => sum + flag * points.weights[row]!, 0);
        const at = curve.distances.findLastIndex((distance) => distance <= eps);
        expect(weight).toBeGreaterThanOrEqual(at < 0 ? 0 : curve.weights[at]!);
        expect(at >= 0 || eps === 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("is the same for weights and for repeated rows", () => {
    fc.assert(
      fc.property(problems(40), ({ points, minPoints, metric }) => {
        const repeated = repeatRows(points).points;
        expect(suggestEps(repeated, { minPoints, metric })).toEqual(suggestEps(points, { minPoints, metric }));
      }),
      { numRuns: 500 },
    );
  });

  it("says so when there is nothing to choose", () => {
    expect(suggestEps(matrix([]), { minPoints: 2 })).toMatchObject({
      eps: 0,
      reason: "All points together weigh 0, less than minPoints 2: no eps makes a cluster.",
    });
    expect(suggestEps(matrix([[1], [1], [2], [2]]), { minPoints: 2 })).toMatchObject({
      eps: 0,
      reason: "Every point repeats 2 times or more, so identical points already form clusters.",
    });
    expect(suggestEps(matrix([[1], [2], [3], [4]]), { minPoints: 2 })).toMatchObject({
      eps: 1,
      reason: "100.0 % of the weight has 2 or more within 1, and no distance beyond it stands out.",
    });
  });

  it("runs without blocking too", async () => {
    const points = matrix(runsAndStrays());
    expect(await suggestEpsAsync(points, { minPoints: 3 })).toEqual(suggestEps(points, { minPoints: 3 }));
  });
});

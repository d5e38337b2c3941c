import { describe, expect, it } from "vitest";
import { dbscanTuning } from "../../src/dbscan/tuning.ts";
import { contextOf, lineOf } from "./points.ts";

const options = { eps: "auto", minPoints: 2, metric: "euclidean" } as const;
const { context } = contextOf();

describe("tuning dbscan", () => {
  it("starts at the suggested eps", async () => {
    const start = await dbscanTuning.start(lineOf(20, 0.5), options, context);
    expect(start?.value).toBe(0.5);
    expect(start?.reason).toContain("100.0 % of the weight has 2 or more within 0.5");
  });

  it("starts from the distinct points where all of them repeat", async () => {
    const points = { ...lineOf(20, 0.5), weights: new Float64Array(20).fill(7) };
    const start = await dbscanTuning.start(points, options, context);
    expect(start?.value).toBe(0.5);
    expect(start?.reason).toMatch(/^Of the distinct points, each counted once: 100\.0 %/);
  });

  it("knows no start where there is one point", async () => {
    expect(await dbscanTuning.start(lineOf(1, 1), options, context)).toBeUndefined();
  });

  it("compares round values around the start, itself among them", () => {
    expect(dbscanTuning.values(0.0123456)).toEqual([
      0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.012, 0.02, 0.05, 0.1, 0.2,
    ]);
    expect(dbscanTuning.values(1)).toEqual([0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20]);
  });

  it.each([1e-300, 3e-8, 1e300])("gives ascending, finite values around %d", (start) => {
    const values = dbscanTuning.values(start);
    expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
    expect(values).toContain(start);
    expect(values.every((value) => value > 0 && value < Infinity)).toBe(true);
  });
});

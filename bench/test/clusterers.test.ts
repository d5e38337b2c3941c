import { describe, expect, it } from "vitest";
import { agreement } from "../clusterers/agreement.mjs";
import { blobs, processes } from "../clusterers/workloads.mjs";

describe("the clusterers' benchmark", () => {
  it("gives every run the same blobs, without repetitions, and the eps of its description", () => {
    const { points, parameters } = blobs(1000, 3);
    expect(points.data).toEqual(blobs(1000, 3).points.data);
    expect(new Set(points.data).size).toBe(3000);
    expect(parameters.eps).toBeCloseTo(0.2 * 1000 ** (-1 / 3), 3);
  });

  it("draws vectors of unit length, few of them distinct, from the example's process starts", async () => {
    const { rows, dimensions, data } = (await processes(3000)).points;
    const vectors = Array.from({ length: rows }, (_, row) => data.subarray(row * dimensions, (row + 1) * dimensions));
    expect(new Set(vectors.map(String)).size).toBeLessThan(600);
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
  });

  it("calls clusterings equal whatever their numbers, but not when noise became a cluster", () => {
    const labels = Int32Array.of(0, 0, 1, 1, -1);
    expect(agreement(labels, Int32Array.of(1, 1, 0, 0, -1))).toEqual({ equal: true, index: 1 });
    expect(agreement(labels, Int32Array.of(0, 0, 1, 1, 2)).equal).toBe(false);
    expect(agreement(labels, Int32Array.of(0, 1, 0, 1, -1))).toEqual({
      equal: false,
      index: expect.closeTo(-0.25, 12),
    });
  });
});

import type { Histogram, RunResult } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { collectOverall } from "../../src/collect/overall.ts";

const ACTIVITY = {
  start: 0n,
  width: 1n,
  groups: new Int32Array(),
  steps: new Int32Array(),
  counts: new Float64Array(),
};

function result(counts: readonly number[], canCount = true): RunResult {
  const histogram = (): Promise<Histogram> =>
    Promise.resolve({ start: 5n, width: 7n, counts: Float64Array.from(counts) });
  return { histogram, ...(canCount && { activity: () => Promise.resolve(ACTIVITY) }) } as unknown as RunResult;
}

describe("all events over time", () => {
  it("are counted where the page neither holds them all nor counts them by group", async () => {
    expect(await collectOverall(result([1, 2]), false, null, null)).toEqual({
      overall: { start: 5n, width: 7n, counts: Float64Array.of(1, 2) },
    });
  });

  it("are not counted twice, nor by a source that cannot count locally, nor without a time", async () => {
    expect(await collectOverall(result([1, 2]), true, null, null)).toEqual({});
    expect(await collectOverall(result([1, 2]), false, ACTIVITY, null)).toEqual({});
    expect(await collectOverall(result([1, 2], false), false, null, null)).toEqual({});
    expect(await collectOverall(result([0, 0]), false, null, null)).toEqual({});
  });

  it("are not counted where the result has no single events", async () => {
    const { histogram: _, ...stored } = result([1, 2]);
    expect(await collectOverall(stored as RunResult, false, null, null)).toEqual({});
  });
});

import { describe, expect, it } from "vitest";
import { hdbscanOptions } from "../../src/hdbscan/options.ts";
import { hdbscanTuning } from "../../src/hdbscan/tuning.ts";
import { contextOf, lineOf } from "./plugin-context.ts";

const options = hdbscanOptions.parse({});
const { context } = contextOf();

describe("tuning hdbscan", () => {
  it("starts at the usual size of a group", async () => {
    expect(await hdbscanTuning.start(lineOf(10, 1), options, context)).toEqual({
      value: 5,
      reason: "5 events are the usual size from which a group counts.",
    });
  });

  it("knows no start where two such groups cannot be", async () => {
    expect(await hdbscanTuning.start(lineOf(9, 1), options, context)).toBeUndefined();
  });

  it("compares sizes on both sides of the start", () => {
    expect(hdbscanTuning.values(5)).toEqual([2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200]);
    expect(hdbscanTuning.values(6)).toContain(6);
  });
});

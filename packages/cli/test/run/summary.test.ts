import { describe, expect, it } from "vitest";
import { inWords, summarise } from "../../src/run/summary.ts";
import { resultOf } from "./result.ts";

describe("the summary of a run", () => {
  it("is counts, seconds and where the files are", () => {
    expect(summarise(resultOf(), "/out", 1.25)).toEqual({
      events: { read: 7, rejected: 1, filtered: 2, clustered: 4 },
      groups: 3,
      points: 3,
      clusters: 1,
      noise: 1,
      rows: 2,
      seconds: { reduce: 0.5, total: 1.25 },
      out: "/out",
    });
  });

  it("says in words where every event went", () => {
    expect(inWords(resultOf())).toEqual([
      "2 rows to read instead of 4 events: 1 cluster, and 1 row like nothing else (noise).",
      "7 events read = 4 clustered + 2 filtered out + 1 rejected.",
      "  rejected: too few columns (1)",
    ]);
  });

  it("says that there is nothing to read when nothing was clustered", () => {
    const ledger = { read: 0, rejected: 0, filtered: 0, clustered: 0, reasons: {} };
    expect(inWords(resultOf({ ledger }))).toEqual([
      "There is nothing to read: no event was clustered.",
      "0 events read = 0 clustered + 0 filtered out + 0 rejected.",
    ]);
  });
});

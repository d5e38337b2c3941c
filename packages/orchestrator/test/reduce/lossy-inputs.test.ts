import type { Ledger } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { lossyInputs } from "../../src/reduce/lossy-inputs.ts";

const ledger = (read: number, rejected: number, inputs?: Ledger["inputs"]): Ledger => ({
  read,
  rejected,
  filtered: 0,
  clustered: read - rejected,
  reasons: rejected === 0 ? {} : { "time is missing": rejected },
  ...(inputs === undefined ? {} : { inputs }),
});

describe("`lossyInputs`", () => {
  it("reports an input that lost more than 10 % of its records, with the reason, the count and a fix", () => {
    const lossy = { name: "b.json", read: 2064, rejected: 426, reasons: { "time is missing": 420, "not JSON": 6 } };
    const fine = { name: "a.json", read: 100, rejected: 10, reasons: { "not JSON": 10 } };
    expect(lossyInputs(ledger(2164, 436, [fine, lossy]))).toEqual([
      {
        source: "b.json",
        reason:
          "426 of 2064 records were rejected: time is missing (420), not JSON (6). " +
          'Under "fields", set @timestamp to the column that has the time; `winnow plan` shows how many events have a value',
      },
    ]);
  });

  it("reports the source where an engine does not attribute rejected records to inputs", () => {
    expect(lossyInputs(ledger(10, 2)).map(({ source }) => source)).toEqual(["the source"]);
    expect(lossyInputs(ledger(10, 1))).toEqual([]);
    expect(lossyInputs(ledger(0, 0))).toEqual([]);
  });

  it("reports a small input that lost everything beside a large one", () => {
    const small = { name: "small.log", read: 1, rejected: 1, reasons: { "the line is no JSON object": 1 } };
    expect(lossyInputs(ledger(1_000_000, 1, [small]))).toHaveLength(1);
  });
});

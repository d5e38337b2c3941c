import { describe, expect, it } from "vitest";
import { exactCell } from "@winnow/csv";
import { isWinnowError, type SlotTally } from "@winnow/core";
import { formatCsv } from "../../src/csv/format.ts";
import { slotsTable } from "../../src/tables/slots.ts";
import { each, resultOf } from "../result.ts";

async function textOf(tallies: readonly SlotTally[]): Promise<string> {
  const parts: string[] = [];
  for await (const chunk of formatCsv(slotsTable(resultOf({ slots: () => each(tallies) })), exactCell)) {
    parts.push(Buffer.from(chunk).toString("utf8"));
  }
  return parts.join("");
}

function saidOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (isWinnowError(error)) return [error.code, error.message, error.hint];
    throw error;
  }
  return [];
}

describe("the table of slots", () => {
  it("has one line per value, and an empty cell for those that are counted together", async () => {
    const tally = { rank: 1, template: "a <number>", place: 0, slot: "<number>" };
    expect(
      await textOf([
        { ...tally, value: "7", events: 3 },
        { ...tally, value: null, events: 9 },
      ]),
    ).toBe("rank,template,place,slot,value,events\n1,a <number>,0,<number>,7,3\n1,a <number>,0,<number>,,9\n");
  });

  it("is refused where there are no command lines", () => {
    const assignments = (): AsyncIterable<never> => each([]);
    expect(saidOf(() => slotsTable(resultOf({ assignments })))).toEqual([
      "WN1907",
      "this source has no command lines, so there are no slots to write.",
      "Leave `--slots`, or the sink with `table: slots`, out.",
    ]);
  });

  it("is refused where the source shows no single events, and says how it would", () => {
    expect(saidOf(() => slotsTable(resultOf()))).toEqual([
      "WN1907",
      "this source reduces events where they lie, so there are no slots of single events to write.",
      "Leave `--slots`, or the sink with `table: slots`, out, or have the source give every event (sentinel: `mode: pull`).",
    ]);
  });
});

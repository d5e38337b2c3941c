import { describe, expect, it } from "vitest";
import { exactCell, type SlotTally } from "@winnow/core";
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
    expect(() => slotsTable(resultOf())).toThrow("this source has no command lines, so there are no slots to write.");
  });
});

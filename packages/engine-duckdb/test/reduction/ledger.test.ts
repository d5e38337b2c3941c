import { describe, expect, it } from "vitest";
import { arrayOf, plan, withFiles } from "../support/engine.ts";
import { testDirectory } from "../support/files.ts";

const directory = testDirectory();

describe("the ledger and the rejects of a reduction", () => {
  it("can be read before the groups, any number of times", async () => {
    const path = await directory.write("a.csv", "a,t\nx,2024-01-01\nbad\ny,never\nz,\nx,2024-01-02\nq,2024-01-03\n");
    await withFiles(path, async (engine) => {
      const reduction = await engine.reduce(plan({ a: "a" }, { time: "t", where: { not: { equals: ["a", "q"] } } }));
      const reasons = { "too few columns": 1, "time cannot be read": 1, "time is missing": 1 };
      const inputs = [{ name: path, read: 6, rejected: 3, reasons }];
      const ledger = { read: 6, rejected: 3, filtered: 1, clustered: 2, reasons, inputs };
      const rejects = [
        { file: path, line: 3, reason: "too few columns", text: "bad" },
        { file: path, line: 4, reason: "time cannot be read", text: "y,never" },
        { file: path, line: 5, reason: "time is missing", text: "z," },
      ];
      for (let time = 0; time < 2; time++) {
        expect(await arrayOf(reduction.rejects())).toEqual(rejects);
        expect(await reduction.ledger()).toEqual(ledger);
      }
    });
  });
});

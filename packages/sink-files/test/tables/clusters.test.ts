import { describe, expect, it } from "vitest";
import { clustersTable } from "../../src/tables/clusters.ts";
import { formatTime } from "../../src/tables/time.ts";
import { each, resultOf, rowOf } from "../result.ts";

const namesOf = (columns: readonly string[], features: readonly string[]): string[] =>
  clustersTable(resultOf({ exemplars: { columns, rows: 0, values: columns.map(() => []) }, features, rows: [] }))
    .headers.map(({ name }) => name)
    .slice(7);

describe("column names of the clusters table", () => {
  it("are the exemplar's own, then the features", () => {
    expect(namesOf(["EventID", "Account"], ["length"])).toEqual(["EventID", "Account", "length"]);
  });

  it("mark a source column that has the name of one of the row's", () => {
    expect(namesOf(["rank", "clusterid", "event.rank"], [])).toEqual([
      "event.rank",
      "event.clusterid",
      "event.event.rank",
    ]);
  });

  it("mark a feature that has the name of a source column, whatever its letter case", () => {
    expect(namesOf(["LogonType"], ["logonType", "hour"])).toEqual(["LogonType", "feature.logonType", "hour"]);
  });
});

describe("times", () => {
  it.each([
    [0n, "1970-01-01T00:00:00.000000Z"],
    [-1n, "1969-12-31T23:59:59.999999Z"],
    [-11_644_473_600_000_000n, "1601-01-01T00:00:00.000000Z"],
    [253_402_300_799_999_999n, "9999-12-31T23:59:59.999999Z"],
  ])("%d µs is %s", (microseconds, text) => {
    expect(formatTime(microseconds)).toBe(text);
  });
});

describe("rarities folded into a row", () => {
  const folded = [{ event: 7, values: [{ field: "process.name", value: "x.exe", events: 1 }] }];
  const parts = {
    rows: [rowOf(), rowOf({ rank: 2, folded })],
    foldedEvents: { columns: ["Path", "Account"], rows: 1, values: [["C:\\x.exe"], [null]] },
  };

  it.each([
    ["numbers single events", { assignments: () => each([]) }, 7],
    ["does not number single events", {}, null],
  ])("stand beside the exemplar with what they differ in, where the source %s", async (_, more, row) => {
    for await (const { columns } of clustersTable(resultOf({ ...parts, ...more })).chunks()) {
      expect(columns[5]!.values[0]).toBeNull();
      expect(JSON.parse(columns[5]!.values[1] as string)).toEqual([
        { row, rare: folded[0]!.values, differs: { Path: "C:\\x.exe" } },
      ]);
    }
  });
});

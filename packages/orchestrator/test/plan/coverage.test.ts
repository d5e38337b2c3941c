import type { FieldMap } from "@winnow/core";
import { bindFields } from "@winnow/expressions";
import { describe, expect, it } from "vitest";
import { coverageOf } from "../../src/plan/coverage.ts";

const map: FieldMap = {
  name: "some-map",
  summary: "a map",
  event: "process",
  requires: [],
  selects: { equals: ["id", "1"] },
  fields: {
    "@timestamp": "time",
    "process.name": { basename: "image" },
    "user.account": { join: ["\\", "domain", "user"] },
    "host.name": "host",
  },
};

describe("`coverageOf`", () => {
  it("counts the events of the map's kind that have a value for a field", () => {
    const sample = {
      columns: ["id", "time", "image", "user"],
      rows: 4,
      values: [
        ["1", "1", "1", "2"],
        ["t", "", "t", "t"],
        ["C:\\a.exe", null, "", "C:\\b.exe"],
        [null, "u", "u", "u"],
      ],
    };
    const { events, filled } = coverageOf(bindFields(map, sample.columns), sample);
    expect(events).toBe(3);
    expect([...filled]).toEqual([
      ["@timestamp", 2],
      ["process.name", 1],
      ["user.account", 2],
    ]);
  });
});

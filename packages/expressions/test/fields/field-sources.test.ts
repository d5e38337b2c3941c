import { describe, expect, it } from "vitest";
import { bindFields, inlineFieldMap } from "../../src/index.ts";
import type { FieldMap } from "@winnow/core";
import { failure } from "../../../core/test/failure.ts";

const base: FieldMap = {
  name: "base",
  summary: "the base",
  schema: "bases",
  event: "logon",
  requires: ["A"],
  time: "epoch-s",
  fields: { "@timestamp": "T", "user.name": "A", "user.id": "B" },
};

describe("inlineFieldMap", () => {
  it("makes a map of what a profile says", () => {
    const map = inlineFieldMap({ "process.executable": "MyColumn", "@timestamp": ["When", "Time"] });
    expect(map).toEqual({
      name: "profile",
      summary: "Written in the profile",
      event: "process",
      requires: [],
      fields: { "process.executable": "MyColumn", "@timestamp": ["When", "Time"] },
    });
    expect(bindFields(map, ["Time"]).time).toEqual({ column: "Time", format: "auto" });
  });

  it("overrides single fields of the map that it starts from", () => {
    const map = inlineFieldMap({ "user.name": { textAfter: ["Account", "\\"] } }, { base });
    expect(map).toMatchObject({
      name: "base with the profile's fields",
      event: "logon",
      requires: ["A"],
      time: "epoch-s",
    });
    expect(map.fields).toEqual({
      "@timestamp": "T",
      "user.name": { textAfter: ["Account", "\\"] },
      "user.id": "B",
    });
  });

  it("does not read a time column of its own in the base's format, unless told to", () => {
    expect(inlineFieldMap({ "@timestamp": "When" }, { base })).not.toHaveProperty("time");
    expect(inlineFieldMap({ "@timestamp": "When" }, { base, time: "epoch-ms" }).time).toBe("epoch-ms");
    expect(inlineFieldMap({}, { event: "mail" }).event).toBe("mail");
  });

  const how =
    "Write a column's name, a list of names of which the first present is taken, or an expression over columns.";
  it.each<[string, unknown, string, string]>([
    ["a", "", "a column's name is empty", how],
    ["a", [], "the list is empty", how],
    ["a", ["A", ""], "a column's name is empty", how],
    [
      "a",
      5,
      "5 is not an expression: it is neither a name nor an operator",
      "Write a field (process.executable) or one operator ({ charScore: process.executable }).",
    ],
    [
      "a",
      { length: "A" },
      "it gives a number, and a field is text",
      "Make the number or the condition in a feature, from the field.",
    ],
    [
      "@timestamp",
      { firstOf: ["A", "B"] },
      "times are read from a column as it stands",
      "Name the column, or a list of columns of which the first present is taken.",
    ],
  ])("refuses %s: %j", (field, source, problem, next) => {
    expect(failure(() => inlineFieldMap({ [field]: source }))).toBe(
      `WN1113 the source of the field ${field} cannot be used: ${problem}\n  ${next}`,
    );
  });
});

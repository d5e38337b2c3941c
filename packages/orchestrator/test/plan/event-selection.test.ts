import { describe, expect, it } from "vitest";
import { bindCondition, bindFields, expressionKey, inlineFieldMap } from "@winnow/expressions";
import type { EventBatch, ExpressionInput, FieldMap } from "@winnow/core";
import { describeSelection, detectFieldMap, nearFieldMaps, selectsNothing } from "../../src/plan/field-detection.ts";
import { failure } from "../../../core/test/failure.ts";

const map: FieldMap = {
  name: "starts",
  summary: "starts",
  event: "process",
  requires: ["Image", ["Id", "Code"]],
  selects: { any: [{ equals: ["Id", "1"] }, { all: [{ not: { present: "Id" } }, { present: "Line" }] }] },
  fields: { "winlog.event_id": ["Id", "Code"], exe: "Image", line: "Line" },
};

const { selects: _selects, ...everyRow } = map;

function batch(columns: readonly string[], ...rows: readonly (readonly (string | null)[])[]): EventBatch {
  return { columns, rows: rows.length, values: columns.map((_, i) => rows.map((row) => row[i]!)) };
}

const bound = (input: ExpressionInput, columns: readonly string[]): string | boolean => {
  const condition = bindCondition(input, columns);
  return typeof condition === "boolean" ? condition : expressionKey(condition);
};

describe("a condition over columns", () => {
  it("counts a column that is not there as empty", () => {
    expect(bound({ present: "A" }, ["B"])).toBe(false);
    expect(bound({ not: { present: "A" } }, ["B"])).toBe(true);
    expect(bound({ equals: ["A", ""] }, ["B"])).toBe(true);
    expect(bound({ present: { firstOf: ["A", "B"] } }, ["B"])).toBe('present(firstOf(column:"B"))');
    expect(bound({ equals: [{ join: ["-", "A", "B"] }, "x"] }, ["B"])).toBe('equals(join("-",column:"B"),"x")');
  });

  it("is reduced to what depends on the row", () => {
    expect(bound({ any: [{ equals: ["A", "1"] }, { present: "B" }] }, ["B"])).toBe('any(present(column:"B"))');
    expect(bound({ any: [{ not: { present: "A" } }, { present: "B" }] }, ["B"])).toBe(true);
    expect(bound({ all: [{ not: { present: "A" } }, { present: "B" }] }, ["B"])).toBe('all(present(column:"B"))');
    expect(bound({ all: [{ present: "A" }, { present: "B" }] }, ["B"])).toBe(false);
    expect(bound({ not: { all: [{ present: "A" }, { present: "B" }] } }, ["b"])).toBe(true);
  });

  it("finds columns as fields do, with letter case ignored", () => {
    expect(bound({ present: "Image" }, ["IMAGE"])).toBe('present(column:"IMAGE")');
  });

  it("says so when it cannot be read", () => {
    expect(failure(() => bindCondition({ presen: "A" }, ["A"]))).toMatch(/^WN1101 /);
  });
});

describe("the rows of a field map", () => {
  const selects = (columns: readonly string[], from = map): string | null => {
    const condition = bindFields(from, columns).selects;
    return condition === null ? null : expressionKey(condition);
  };

  it("are those that it selects, in the columns of the source", () => {
    expect(selects(["Image", "Id", "Line"])).toBe(
      'any(equals(column:"Id","1"),all(not(present(column:"Id")),present(column:"Line")))',
    );
    expect(selects(["Image", "Line"])).toBe('any(all(present(column:"Line")))');
  });

  it("are all where it selects nothing in particular, or the source cannot tell", () => {
    expect(selects(["Image"], everyRow)).toBeNull();
    expect(selects(["Image"])).toBeNull();
  });

  it("stay the same when a profile corrects single fields", () => {
    expect(selects(["Image", "Line"], inlineFieldMap({ exe: "Program" }, { base: map }))).toBe(
      'any(all(present(column:"Line")))',
    );
  });
});

describe("detection by content", () => {
  const columns = ["Image", "Id", "Line"];
  const other: FieldMap = { ...map, name: "ends", event: "exit", selects: { equals: ["Id", "5"] } };
  const mixed = batch(columns, ["a", "1", "x"], ["b", "5", null], ["c", "5", null], ["d", "", "y"], ["e", "7", ""]);

  it("takes the map that selects most events", () => {
    const starts = batch(columns, ["a", "1", "x"], ["d", "", "y"], ["b", "5", null]);
    expect(detectFieldMap(columns, [map, other], { sample: starts })?.map).toBe(map);
    const ends = batch(columns, ["a", "1", "x"], ["b", "5", null], ["c", "5", null]);
    expect(detectFieldMap(columns, [map, other], { sample: ends })?.map).toBe(other);
    expect(detectFieldMap(columns, [map, other], { event: "process", sample: ends })?.map).toBe(map);
  });

  it("says how many events it selects, which they are, and what happens to the others", () => {
    expect(detectFieldMap(columns, [map], { sample: mixed })?.reason).toBe(
      "all of Image, Id present; 2 of 5 sampled events are process starts (event id 1); " +
        "the others (event id 5, 7) are filtered out; 3 of 3 fields bind",
    );
    expect(describeSelection(bindFields(other, columns), mixed)).toBe(
      "2 of 5 sampled events are exit events (event id 5); the others (event id 1, 7) are filtered out",
    );
    const many = batch(columns, ...["1", "2", "3", "4", "5", "6"].map((id) => ["a", id, ""]));
    expect(describeSelection(bindFields(map, columns), many)).toBe(
      "1 of 6 sampled events are process starts (event id 1); the others (event id 2, 3, 4, 5, …) are filtered out",
    );
  });

  it("says nothing of a source without events, or of a map that takes every row", () => {
    expect(describeSelection(bindFields(map, columns), batch(columns))).toBeUndefined();
    expect(describeSelection(bindFields(everyRow, columns), mixed)).toBeUndefined();
  });

  it("knows when no event is meant", () => {
    const none = batch(columns, ["a", "5", ""]);
    expect(selectsNothing(bindFields(map, columns), none)).toBe(true);
    expect(selectsNothing(bindFields(map, columns), mixed)).toBe(false);
    expect(selectsNothing(bindFields(map, columns), batch(columns))).toBe(false);
  });

  it("takes no map of which no row can be", () => {
    const never: FieldMap = { ...map, name: "never", selects: { present: "Nowhere" } };
    expect(detectFieldMap(columns, [never], { sample: mixed })).toBeUndefined();
  });

  it("takes a map that a condition tells from its twin only where most of its events are so", () => {
    const unix: FieldMap = { ...map, name: "unix", when: { matches: ["Image", "^/"] } };
    const detect = (...images: string[]): string | undefined => {
      const sample = batch(columns, ...images.map((image) => [image, "1", ""]), ["/5", "5", ""], ["/7", "7", ""]);
      return detectFieldMap(columns, [map, unix], { event: "process", sample })?.map.name;
    };
    expect(detect("/a", "/b", "c")).toBe("unix");
    expect(detect("/a", "b")).toBe("starts");
    expect(detectFieldMap(columns, [map, unix])?.map.name).toBe("starts");
  });
});

describe("near field maps", () => {
  it("are those of which at least half of the required columns are there, with what is missing", () => {
    const far: FieldMap = { ...map, name: "far", requires: ["X", "Y", "Image"] };
    const nearer: FieldMap = { ...map, name: "nearer", requires: ["Image", "Id", "Z"] };
    const near = (columns: readonly string[], event?: string): unknown =>
      nearFieldMaps(columns, [far, map, nearer], event === undefined ? {} : { event }).map(
        ({ map: { name }, lacks }) => [name, lacks],
      );
    expect(near(["Image"])).toEqual([["starts", ["Id or Code"]]]);
    expect(near(["image", "Code", "Y"])).toEqual([["far", ["X"]]]);
    expect(near(["Image", "Id"])).toEqual([["nearer", ["Z"]]]);
    expect(near(["Image"], "logon")).toEqual([]);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bindExpression,
  columnLeaf,
  bindFields,
  columnsOf,
  expressionKey,
  inlineFieldMap,
  parseExpression,
  toEvaluator,
  fieldsOf,
  requiredFieldsOf,
  type BoundFields,
} from "../../src/index.ts";
import type { Expression, ExpressionInput, FieldMap, FieldSource } from "@winnow/core";
import { failure } from "../../../core/test/failure.ts";

const mapOf = (fields: Readonly<Record<string, FieldSource>>): FieldMap => ({
  name: "some-map",
  summary: "a map",
  event: "process",
  requires: [],
  fields,
});

/** Field → key of what it is bound to. */
const keysOf = ({ fields }: BoundFields): Record<string, string> =>
  Object.fromEntries([...fields].map(([field, expression]) => [field, expressionKey(expression)]));

const bind = (source: FieldSource, columns: readonly string[]): string | undefined =>
  keysOf(bindFields(mapOf({ f: source }), columns))["f"];

describe("bindFields", () => {
  it("binds what has columns and lists what has not", () => {
    const map = mapOf({ "@timestamp": "T", a: "A", b: "B", c: { basename: "A" } });
    const bound = bindFields(map, ["A", "T", "X"]);
    expect(keysOf(bound)).toEqual({ a: 'column:"A"', c: 'basename(column:"A")' });
    expect(bound.missing).toEqual(["b"]);
    expect(bound.time).toEqual({ column: "T", format: "auto" });
    expect(bound.columns).toEqual(["A", "T", "X"]);
  });

  it("knows no time where no column holds it", () => {
    const bound = bindFields(mapOf({ "@timestamp": ["T", "U"] }), ["A"]);
    expect(bound.time).toBeNull();
    expect(bound.missing).toEqual(["@timestamp"]);
    expect(bindFields({ ...mapOf({ "@timestamp": ["T", "U"] }), time: "epoch-ms" }, ["U"]).time).toEqual({
      column: "U",
      format: "epoch-ms",
    });
  });

  it("takes the first of several sources that binds, expressions among them", () => {
    const source = ["A", { basename: "B" }, "C"];
    expect(bind(source, ["C", "B", "A"])).toBe('column:"A"');
    expect(bind(source, ["C", "B"])).toBe('basename(column:"B")');
    expect(bind(source, ["C"])).toBe('column:"C"');
    expect(bind(source, ["D"])).toBeUndefined();
  });

  it("finds a column by its exact name first, then with letter case ignored where that is unambiguous", () => {
    expect(bind("Image", ["image", "Image", "IMAGE"])).toBe('column:"Image"');
    expect(bind("Image", ["IMAGE"])).toBe('column:"IMAGE"');
    expect(bind("Image", ["image", "IMAGE"])).toBeUndefined();
    expect(bind("Image", ["IMAGE", "IMAGE"])).toBe('column:"IMAGE"');
    expect(bind({ basename: "Image" }, ["IMAGE"])).toBe('basename(column:"IMAGE")');
  });

  it("reads columns that are not there as missing text, but prefers an alternative that has all", () => {
    expect(bind({ join: ["-", "A", "B"] }, ["A"])).toBe('join("-",column:"A",optional())');
    expect(bind({ join: ["-", "A", "B"] }, ["C"])).toBeUndefined();
    expect(bind([{ join: ["-", "A", "B"] }, "C"], ["A", "C"])).toBe('column:"C"');
    expect(bind([{ join: ["-", "A", "B"] }, "C"], ["A"])).toBe('join("-",column:"A",optional())');
    expect(bind({ optional: "A" }, ["B"])).toBe("optional(optional())");
    expect(bind({ concat: ["B", { optional: "A" }] }, ["B"])).toBe('concat(column:"B",optional(optional()))');
  });

  it("needs one text of a `firstOf`", () => {
    expect(bind({ firstOf: ["A", { basename: "B" }, "C"] }, ["C", "B"])).toBe(
      'firstOf(basename(column:"B"),column:"C")',
    );
    expect(bind({ firstOf: ["A", "B"] }, ["C"])).toBeUndefined();
    expect(bind({ join: ["-", { firstOf: ["A", "B"] }, "C"] }, ["B", "C"])).toBe(
      'join("-",firstOf(column:"B"),column:"C")',
    );
  });

  it("takes columns with any name as they are", () => {
    const odd = ['a"b', "__proto__", "constructor", " ", "@timestamp", "x.y", "ｅ", "\u0000"];
    for (const column of odd) expect(bind(column, odd)).toBe(`column:${JSON.stringify(column)}`);
    for (const column of odd) expect(bind(column, ["A"])).toBeUndefined();
  });

  it("gives the same values as if the missing columns were there and empty", () => {
    const column = fc.constantFrom("A", "B", "C", "D");
    const { source } = fc.letrec<{ source: ExpressionInput }>((tie) => ({
      source: fc.oneof(
        { maxDepth: 3 },
        column,
        fc.array(tie("source"), { minLength: 1, maxLength: 3 }).map((texts) => ({ join: ["/", ...texts] })),
        fc.array(tie("source"), { minLength: 1, maxLength: 3 }).map((texts) => ({ firstOf: texts })),
        fc.array(tie("source"), { minLength: 1, maxLength: 3 }).map((texts) => ({ concat: texts })),
        tie("source").map((text) => ({ optional: text })),
        tie("source").map((text) => ({ recode: [text, { "": "nothing" }] })),
        tie("source").map((text) => ({ lower: text })),
      ),
    }));
    const cells = fc.dictionary(column, fc.constantFrom("", "x", "Y"));
    fc.assert(
      fc.property(source, cells, (written, event) => {
        const bound = bindFields(mapOf({ f: written as FieldSource }), Object.keys(event)).fields.get("f");
        if (bound === undefined) return;
        const valueIn = (expression: Expression): unknown =>
          toEvaluator(expression)((leaf) => (leaf.op === "column" ? (event[leaf.name] ?? "") : null));
        expect(valueIn(bound)).toBe(valueIn(parseExpression(written, columnLeaf)));
      }),
    );
  });

  it("binds only columns that are there", () => {
    const column: fc.Arbitrary<string> = fc.constantFrom("A", "B", "C", "a", "b", "D");
    const source: fc.Arbitrary<FieldSource> = fc.oneof(
      column,
      fc.array(column, { minLength: 1, maxLength: 3 }),
      fc.record({ firstOf: fc.array(column, { minLength: 1, maxLength: 3 }) }),
      column.map((name) => ({ basename: name })),
    );
    fc.assert(
      fc.property(source, fc.array(column), (from, columns) => {
        const { fields, missing } = bindFields(mapOf({ f: from }), columns);
        expect(missing.length + fields.size).toBe(1);
        const read = [...fields.values()].flatMap(columnsOf);
        expect(read.every((name) => columns.includes(name))).toBe(true);
      }),
    );
  });
});

describe("bindExpression", () => {
  const map = mapOf({
    "@timestamp": ["TimeGenerated", "Time"],
    "process.executable": "NewProcessName",
    "process.command_line": ["CommandLine", { join: [" ", "Program", "Arguments"] }],
    "process.name": { basename: "NewProcessName" },
  });
  const bindTo = (columns: readonly string[], input: ExpressionInput, wantedBy?: string): string =>
    expressionKey(bindExpression(parseExpression(input), bindFields(map, columns), wantedBy));

  it("puts what a field is bound to in the field's place", () => {
    expect(bindTo(["NewProcessName"], { length: "process.name" })).toBe('length(basename(column:"NewProcessName"))');
    expect(bindTo(["Time"], { hour: "@timestamp" })).toBe("hour(time)");
    expect(bindTo(["newprocessname"], { equals: ["process.executable", "x"] })).toBe(
      'equals(column:"newprocessname","x")',
    );
  });

  it("says which field has no column, who wanted it, what is there and what might be meant", () => {
    const columns = ["TimeGenerated", "NewProcessName", "Comand_Line"];
    const act = (): unknown => bindTo(columns, { length: "process.command_line" }, 'feature "commandlineLen"');
    expect(failure(act)).toBe(
      'WN1110 the source has no column for process.command_line, which feature "commandlineLen" needs\n' +
        '  Did you mean the column "Comand_Line"? ' +
        'The field map "some-map" looks for CommandLine, Program, Arguments. ' +
        "Columns: TimeGenerated, NewProcessName, Comand_Line.\n" +
        "  Name the column yourself under `fields:`, process.command_line: <column>.",
    );
  });

  it("says so when the field map does not have the field at all, and cuts a long list of columns", () => {
    const columns = Array.from({ length: 42 }, (_, i) => `c${i}`);
    expect(failure(() => bindTo(columns, "user.name"))).toBe(
      "WN1110 the source has no column for user.name\n" +
        `  The field map "some-map" does not have it. Columns: ${columns.slice(0, 40).join(", ")} and 2 more.\n` +
        "  Name the column yourself under `fields:`, user.name: <column>.",
    );
  });

  it("lists a column without a name as such", () => {
    expect(failure(() => bindTo(["", "Time"], "user.name"))).toContain('Columns: "", Time.');
  });

  it("guesses at a field that nobody knows", () => {
    expect(failure(() => bindTo(["NewProcessName"], "process.nme", "guard"))).toBe(
      'WN1111 there is no field "process.nme", which guard needs\n' +
        '  Did you mean "process.name"? The field map "some-map" binds: process.executable, process.name.',
    );
    expect(failure(() => bindTo([], "constructor"))).toBe(
      'WN1111 there is no field "constructor"\n  The field map "some-map" binds: none.',
    );
  });

  it("says so when the time is needed and there is none", () => {
    expect(
      failure(() => bindTo(["NewProcessName", "TimeGenrated"], { hour: "@timestamp" }, 'feature "LogonHour"')),
    ).toBe(
      'WN1112 the source has no column for @timestamp, the time of events, which feature "LogonHour" needs\n' +
        '  Did you mean the column "TimeGenrated"? The field map "some-map" looks for TimeGenerated, Time. ' +
        "Columns: NewProcessName, TimeGenrated.\n" +
        '  Name the column yourself under `fields:`, "@timestamp": <column>.',
    );
    const bound = bindFields(inlineFieldMap({ a: "A" }), ["A"]);
    expect(failure(() => bindExpression(parseExpression("@timestamp"), bound))).toBe(
      "WN1112 the source has no column for @timestamp, the time of events\n" +
        '  The field map "profile" does not have it. Columns: A.\n' +
        '  Name the column yourself under `fields:`, "@timestamp": <column>.',
    );
  });
});

describe("an optional text", () => {
  const input: ExpressionInput = { firstOf: [{ optional: { basename: "a" } }, { optional: "b" }] };
  const bound = (columns: readonly string[]): string => {
    const map = mapOf({ a: "A", b: "B" });
    return expressionKey(bindExpression(parseExpression(input), bindFields(map, columns)));
  };

  it("is the text where its fields are bound, and empty where they are not or nobody knows them", () => {
    expect(bound(["A", "B"])).toBe('firstOf(basename(column:"A"),column:"B")');
    expect(bound(["B"])).toBe('firstOf(optional(),column:"B")');
    expect(bound([])).toBe("firstOf(optional(),optional())");
  });

  it("is worth an empty text where it is not bound", () => {
    const expression = bindExpression(parseExpression({ optional: "b" }), bindFields(mapOf({ b: "B" }), []));
    expect(toEvaluator(expression)(() => "never asked")).toBe("");
  });

  it("is no text that the source must have", () => {
    const expression = parseExpression({ join: ["-", "a", { optional: { basename: "b" } }, { lower: "c" }, "a"] });
    expect(fieldsOf(expression)).toEqual(["a", "b", "c"]);
    expect(requiredFieldsOf(expression)).toEqual(["a", "c"]);
  });
});

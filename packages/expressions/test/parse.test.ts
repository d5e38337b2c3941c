import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnLeaf, columnsOf, expressionKey, fieldsOf, OPERATORS, parseExpression } from "../src/index.ts";
import { isWinnowError, type ExpressionInput } from "@winnow/core";
import { failure } from "../../core/test/failure.ts";

const parseFailure = (input: unknown): string => failure(() => parseExpression(input as ExpressionInput));
const shows = (operator: string): string => `\n  \`winnow plugins --operators\` shows how ${operator} is written.`;

describe("parseExpression", () => {
  it("reads names as fields, the time as the time, and in field maps as columns", () => {
    expect(parseExpression("process.name")).toEqual({ op: "field", name: "process.name", type: "text" });
    expect(parseExpression("@timestamp")).toEqual({ op: "time", type: "time" });
    expect(parseExpression("@timestamp", columnLeaf)).toEqual({ op: "column", name: "@timestamp", type: "text" });
  });

  it("fills in literals that are left out, and writes out what is short for others", () => {
    const short = parseExpression({ delimiterHash: "process.command_line" });
    const long = parseExpression({ crc32: { keepChars: "process.command_line" } });
    expect(short).toEqual(long);
    expect(expressionKey(parseExpression({ countChars: ["a", "-"] }))).toBe('countChars(field:"a","-")');
    expect(expressionKey(parseExpression({ countChars: ["a"] }))).toBe(
      expressionKey(parseExpression({ countChars: "a" })),
    );
  });

  it("makes literals well-formed, as the texts are that they meet", () => {
    expect(parseExpression({ textAfter: ["a", "\ud800"] })).toEqual(parseExpression({ textAfter: ["a", "\ufffd"] }));
    expect(parseExpression({ oneOf: ["a", ["\udfff"]] })).toEqual(parseExpression({ oneOf: ["a", ["\ufffd"]] }));
  });

  it("names fields and columns once each, in order", () => {
    const input = { all: [{ equals: ["b", 1] }, { present: "a" }, { present: "b" }] };
    expect(fieldsOf(parseExpression(input))).toEqual(["b", "a"]);
    expect(columnsOf(parseExpression(input))).toEqual([]);
    expect(columnsOf(parseExpression(input, columnLeaf))).toEqual(["b", "a"]);
  });

  it("guesses at an unknown operator", () => {
    const known = [...OPERATORS.keys()].join(", ");
    expect(parseFailure({ charscore: "a" })).toBe(
      `WN1101 there is no operator "charscore"\n  Did you mean "charScore"? Operators: ${known}.`,
    );
    expect(parseFailure({ constructor: "a" })).toBe(
      `WN1101 there is no operator "constructor"\n  Operators: ${known}.`,
    );
  });

  it.each<[unknown, string, string]>([
    [42, "42", "it is neither a name nor an operator"],
    [null, "null", "it is neither a name nor an operator"],
    [undefined, "undefined", "it is neither a name nor an operator"],
    [["a"], '["a"]', "it is neither a name nor an operator"],
    [{ length: ["a"] }, '["a"]', "it is neither a name nor an operator"],
    [{}, "{}", "it names no operator"],
    [{ length: "a", tokens: "b" }, '{"length":"a","tokens":"b"}', "it names more than one operator"],
    [["x".repeat(80)], `["${"x".repeat(55)}…`, "it is neither a name nor an operator"],
  ])("refuses %j as an expression", (input, found, problem) => {
    expect(parseFailure(input)).toBe(
      `WN1102 ${found} is not an expression: ${problem}\n` +
        "  Write a field (process.executable) or one operator ({ charScore: process.executable }).",
    );
  });

  it.each<[unknown, string, string]>([
    [{ countChars: ["a", "b", "c"] }, "countChars", "its arguments must be at most 2, not 3"],
    [{ countChars: ["a", ""] }, "countChars", 'characters must be a text that is not empty, not ""'],
    [{ countChars: ["a", 5] }, "countChars", "characters must be a text that is not empty, not 5"],
    [{ countChars: [] }, "countChars", "text must be a text, not left out"],
    [{ textAfter: "a" }, "textAfter", "separator must be a text that is not empty, not left out"],
    [{ join: ["-"] }, "join", "text must be a text, not left out"],
    [{ charScore: { length: "a" } }, "charScore", 'text must be a text, not the number {"length":"a"}'],
    [{ charScore: "@timestamp" }, "charScore", 'text must be a text, not the time "@timestamp"'],
    [{ hour: "event.created" }, "hour", 'time must be a time, not the text "event.created"'],
    [{ not: "a" }, "not", 'condition must be a boolean, not the text "a"'],
    [{ all: [{ present: "a" }, "b"] }, "all", 'condition must be a boolean, not the text "b"'],
    [{ oneOf: ["a", "b"] }, "oneOf", 'list must be a list of texts, not "b"'],
    [{ oneOf: ["a", [true]] }, "oneOf", "list must be a list of texts, not [true]"],
    [{ equals: ["a", null] }, "equals", "to must be a text, a number, true or false, not null"],
    [{ matches: ["a", 1] }, "matches", "pattern must be a regular expression, not 1"],
    [{ plus: [{ length: "a" }, "1"] }, "plus", 'addend must be a number, not "1"'],
    [{ orElse: [{ length: "a" }, Infinity] }, "orElse", "otherwise must be a number, not null"],
    [{ recode: ["a", ["b"]] }, "recode", 'table must be a table of texts ({ from: to }), not ["b"]'],
    [{ recode: ["a", { b: null }] }, "recode", 'table must be a table of texts ({ from: to }), not {"b":null}'],
  ])("refuses the arguments of %j", (input, operator, problem) => {
    expect(parseFailure(input)).toBe(`WN1103 ${operator}: ${problem}${shows(operator)}`);
  });

  it("refuses an unportable pattern while the profile is read", () => {
    expect(parseFailure({ matches: ["a", "(?=b)"] })).toMatch(/^WN1104 the pattern "\(\?=b\)" cannot be used: /);
  });

  it("gives a tree or one of its own errors, whatever a profile holds", () => {
    const names = fc.constantFrom(...OPERATORS.keys(), "a", "@timestamp", "nope");
    const anything = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom<unknown>("a", "@timestamp", "", 1, null, true, "(?=b)", ["x"], { from: "to" }, {}),
        fc.dictionary(names, tie("node"), { minKeys: 1, maxKeys: 1 }),
        fc.array(tie("node"), { maxLength: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(anything, (input) => {
        try {
          expect(parseExpression(input as ExpressionInput)).toHaveProperty("type");
        } catch (error) {
          expect(isWinnowError(error) && /^WN110[1-6]$/.test(error.code)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

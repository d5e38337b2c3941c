import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  columnLeaf,
  compileExpression,
  KeyCollector,
  parseExpression,
  runsIn,
  splitExpression,
  toEvaluator,
} from "../src/index.ts";
import type { Dialect, Expression, ExpressionInput, Value } from "@winnow/core";

/** An engine that knows some operators only. */
const dialect: Dialect = {
  name: "some",
  leaf: (leaf) => (leaf.op === "column" ? `"${leaf.name}"` : leaf.op === "key" ? `k${leaf.index}` : leaf.op),
  operators: {
    length: ([x]) => `len(${x})`,
    countChars: ([x], [set]) => `count(${x}, ${JSON.stringify(set)})`,
    basename: ([x]) => `base(${x})`,
    present: ([x]) => `${x} <> ''`,
    oneOf: ([x], [list]) => `${x} in (${String(list)})`,
  },
};

const read = (input: ExpressionInput): Expression => parseExpression(input, columnLeaf);
const split = (input: ExpressionInput): { rest: Expression; keys: string[] } => {
  const collector = new KeyCollector();
  const rest = splitExpression(read(input), dialect, collector);
  return { rest, keys: collector.keys.map((key) => compileExpression(key, dialect)) };
};

describe("compileExpression", () => {
  it("writes operands and literals, each in its place", () => {
    expect(compileExpression(read({ countChars: [{ basename: "A b" }, "-"] }), dialect)).toBe(
      'count(base("A b"), "-")',
    );
    expect(compileExpression(read({ oneOf: ["A", ["1", "2"]] }), dialect)).toBe('"A" in (1,2)');
  });

  it("is possible when the engine knows every operator, inherited object keys not among them", () => {
    expect(runsIn(dialect, read({ length: { basename: "A" } }))).toBe(true);
    expect(runsIn(dialect, read({ length: { lower: "A" } }))).toBe(false);
    expect(runsIn(dialect, { op: "apply", operator: "toString", args: [], type: "text" })).toBe(false);
  });
});

describe("splitExpression", () => {
  it("leaves one key where the engine can do it all", () => {
    const { rest, keys } = split({ length: { basename: "A" } });
    expect(rest).toEqual({ op: "key", index: 0, type: "number" });
    expect(keys).toEqual(['len(base("A"))']);
  });

  it("gives the engine the largest parts that it can do", () => {
    const { rest, keys } = split({ log10: { length: { basename: "A" } } });
    expect(rest).toEqual({
      op: "apply",
      operator: "log10",
      args: [{ op: "key", index: 0, type: "number" }],
      type: "number",
    });
    expect(keys).toEqual(['len(base("A"))']);
  });

  it("makes a key of the bare column where the engine can do nothing", () => {
    expect(split({ crc32: { lower: "A" } }).keys).toEqual(['"A"']);
  });

  it("leaves to JavaScript an application that the engine refuses, and still gives it the parts", () => {
    const picky: Dialect = {
      ...dialect,
      refuses: ({ operator, args }) =>
        operator === "countChars" && args.some((arg) => arg.op === "literal" && arg.value === "é"),
    };
    expect(runsIn(picky, read({ countChars: [{ basename: "A" }, "e"] }))).toBe(true);
    expect(runsIn(picky, read({ present: { basename: "A" } }))).toBe(true);
    const refused = read({ countChars: [{ basename: "A" }, "é"] });
    expect(runsIn(picky, refused)).toBe(false);
    const collector = new KeyCollector();
    splitExpression(refused, picky, collector);
    expect(collector.keys.map((key) => compileExpression(key, picky))).toEqual(['base("A")']);
  });

  it("asks for a shared part once, over several expressions too", () => {
    const collector = new KeyCollector();
    splitExpression(read({ log10: { length: "A" } }), dialect, collector);
    splitExpression(read({ length: "A" }), dialect, collector);
    splitExpression(read({ length: "B" }), dialect, collector);
    expect(collector.keys).toHaveLength(2);
  });

  it("never changes the value, whichever operators the engine knows", () => {
    const operators = ["length", "countChars", "basename", "lower", "crc32", "log10", "join", "flag", "present"];
    const inputs: readonly ExpressionInput[] = [
      { log10: { length: { lower: { basename: "A" } } } },
      { crc32: { join: ["-", { basename: "A" }, { lower: "B" }] } },
      { flag: { present: { basename: "B" } } },
      { countChars: [{ join: ["/", "A", "B"] }, "a/"] },
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...inputs),
        fc.subarray(operators),
        fc.string(),
        fc.string(),
        (input, known, a, b) => {
          const partial: Dialect = { ...dialect, operators: Object.fromEntries(known.map((name) => [name, () => ""])) };
          const collector = new KeyCollector();
          const rest = splitExpression(read(input), partial, collector);
          const ofColumn = (leaf: Expression): Value => (leaf.op === "column" ? (leaf.name === "A" ? a : b) : null);
          const keys = collector.keys.map((key) => toEvaluator(key)(ofColumn));
          expect(collector.keys.every((key) => runsIn(partial, key))).toBe(true);
          const whole = toEvaluator(read(input))(ofColumn);
          expect(toEvaluator(rest)((leaf) => (leaf.op === "key" ? keys[leaf.index]! : null))).toBe(whole);
        },
      ),
    );
  });
});

describe("toEvaluator", () => {
  it("refuses a bare literal, which no parsed expression has", () => {
    expect(() => toEvaluator({ op: "literal", value: "a", type: "literal" })).toThrow(TypeError);
  });
});

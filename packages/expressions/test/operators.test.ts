import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DELIMITERS, OPERATORS, parseExpression, WHITE_SPACE } from "../src/index.ts";
import type { ExpressionInput, Value } from "@winnow/core";
import { evaluate } from "./evaluation.ts";

/** Everything a log may hold: astral, combining and control characters, NUL, lone surrogates. */
const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("\\", "/", " ", "-", "a", "\0", "\ud800", "\udc00", "é", "e\u0301", "😀", "\u2028"),
  }),
);

const of = (operator: string, x: Value, ...rest: readonly unknown[]): Value =>
  evaluate({ [operator]: rest.length === 0 ? "x" : ["x", ...rest] }, { x });

describe("operators on known values", () => {
  const path = "C:\\Windows\\System32\\cmd.exe";
  it.each<[ExpressionInput, Value, Value]>([
    [{ charScore: "x" }, "ab", 195],
    [{ charScore: "x" }, "😀", 0x1f600],
    [{ charScore: "x" }, "\ud800", 0xfffd],
    [{ length: "x" }, "😀e\u0301", 3],
    [{ length: "x" }, "a\0b", 3],
    [{ countChars: "x" }, 'cmd /c "a.b"\t\'|&:;%$()-\\,', 19],
    [{ countChars: ["x", "😀"] }, "😀a😀\ud83d", 2],
    [{ keepChars: "x" }, 'a -b "c"', ' - ""'],
    [{ keepChars: ["x", "ab"] }, "cabbage", "abba"],
    [{ tokens: "x" }, "a  b ", 4],
    [{ tokens: "x" }, "a\tb", 1],
    [{ lower: "x" }, "ÀÉΣİẞ", "àéσİß"],
    [{ basename: "x" }, path, "cmd.exe"],
    [{ basename: "x" }, "/usr/bin\\odd", "odd"],
    [{ basename: "x" }, "C:\\", ""],
    [{ basename: "x" }, "cmd.exe", "cmd.exe"],
    [{ dirname: "x" }, path, "C:\\Windows\\System32"],
    [{ dirname: "x" }, "cmd.exe", ""],
    [{ dirname: "x" }, "/init", ""],
    [{ textAfter: ["x", "\\"] }, "A\\B\\c", "c"],
    [{ textAfter: ["x", "\\"] }, "c", "c"],
    [{ textAfter: ["x", " > "] }, "a > b", "b"],
    [{ textBefore: ["x", "\\"] }, "A\\B\\c", "A\\B"],
    [{ textBefore: ["x", "\\"] }, "c", ""],
    [{ log10: { length: "x" } }, "", 0],
    [{ log10: { number: "x" } }, "1000", 3],
    [{ log10: { number: "x" } }, "-5", 0],
    [{ log10: { number: "x" } }, "five", null],
    [{ plus: [{ length: "x" }, 1.5] }, "ab", 3.5],
    [{ plus: [{ number: "x" }, 1] }, "none", null],
    [{ orElse: [{ number: "x" }, -1] }, "none", -1],
    [{ orElse: [{ number: "x" }, -1] }, "0", 0],
    [{ recode: ["x", { "2": "Interactive", "3": 33 }] }, "2", "Interactive"],
    [{ recode: ["x", { "2": "Interactive", "3": 33 }] }, "3", "33"],
    [{ recode: ["x", { "2": "Interactive" }] }, "toString", "toString"],
    [{ recode: ["x", { "": "none" }] }, null, "none"],
    [{ equals: ["x", 4688] }, "4688", true],
    [{ equals: ["x", 4688] }, "04688", false],
    [{ equals: [{ length: "x" }, 2] }, "ab", true],
    [{ equals: [{ length: "x" }, "2"] }, "ab", true],
    [{ equals: [{ present: "x" }, true] }, "a", true],
    [{ oneOf: ["x", ["0x3e7", -1]] }, "-1", true],
    [{ oneOf: ["x", ["0x3e7"]] }, "0x3E7", false],
    [{ matches: ["x", "(?i)-ENC "] }, "powershell -enc AAAA", true],
    [{ matches: ["x", "^$"] }, null, true],
    [{ matches: ["x", "a.b"] }, "a\nb", false],
    [{ replace: ["x", "a+", ""] }, "banana", "bnn"],
    [{ replace: ["x", "(?i)(N)(A)", "\\1$1$&"] }, "BANANA", "BA\\1$1$&\\1$1$&"],
    [{ replace: ["x", "^.", "😀"] }, "ab", "😀b"],
    [{ present: "x" }, "", false],
    [{ not: { present: "x" } }, null, true],
    [{ all: [{ present: "x" }, { equals: ["x", "b"] }] }, "a", false],
    [{ any: [{ present: "x" }, { equals: ["x", "b"] }] }, "a", true],
    [{ flag: { present: "x" } }, "a", 1],
    [{ flag: { present: "x" } }, null, 0],
  ])("%j of %j is %j", (input, x, expected) => {
    expect(evaluate(input, { x })).toBe(expected);
  });

  it("joins only what is there, and concatenates everything", () => {
    const fields = { domain: "D", name: "n", nothing: null, empty: "" };
    expect(evaluate({ join: ["\\", "domain", "name"] }, fields)).toBe("D\\n");
    expect(evaluate({ join: ["\\", "nothing", "name", "empty"] }, fields)).toBe("n");
    expect(evaluate({ join: ["\\", "nothing"] }, fields)).toBe("");
    expect(evaluate({ concat: ["domain", "nothing", "name"] }, fields)).toBe("Dn");
    expect(evaluate({ firstOf: ["nothing", "empty", "name", "domain"] }, fields)).toBe("n");
    expect(evaluate({ firstOf: ["nothing", "empty"] }, fields)).toBe("");
  });

  it.each<[string, number | null]>([
    ["12", 12],
    ["-1.5", -1.5],
    ["+.5", 0.5],
    ["1.", 1],
    ["1e5", 1e5],
    ["007", 7],
    ["0x3e7", 999],
    ["0XFF", 255],
    ["1e400", null],
    ["", null],
    [" 12", null],
    ["12 ", null],
    ["1_000", null],
    ["0b1", null],
    ["-0x1", null],
    ["Infinity", null],
    ["NaN", null],
    ["１２", null],
    [".", null],
  ])("number reads %j as %j", (written, expected) => {
    expect(of("number", written)).toBe(expected);
  });

  it.each([
    ["0x3e7", "999"],
    ["0X1D74", "7540"],
    ["0xffffffffffffffff", "18446744073709551615"],
    ["0x0", "0"],
    ["7540", "7540"],
    ["007", "007"],
    ["0x", "0x"],
    ["0x10000000000000000", "0x10000000000000000"],
    [" 0x1", " 0x1"],
    ["-0x1", "-0x1"],
    ["", ""],
  ])("decimal writes %j as %j", (written, expected) => {
    expect(of("decimal", written)).toBe(expected);
  });

  it("reads hour and day of the week in UTC, before 1970 too", () => {
    const at = (iso: string): Readonly<Record<string, Value>> => ({ "@timestamp": BigInt(Date.parse(iso)) * 1000n });
    const hour = { hour: "@timestamp" };
    const day = { dayOfWeek: "@timestamp" };
    expect(evaluate(hour, at("2019-01-15T05:15:02.980Z"))).toBe(5);
    expect(evaluate(hour, at("1969-12-31T23:59:59.999Z"))).toBe(23);
    expect(evaluate(hour, at("1601-01-01T00:00:00Z"))).toBe(0);
    expect(evaluate(day, at("1970-01-01T00:00:00Z"))).toBe(3);
    expect(evaluate(day, at("1969-12-31T23:59:59.999Z"))).toBe(2);
    expect(evaluate(day, at("2024-02-26T12:00:00Z"))).toBe(0);
    expect(evaluate(day, at("2024-03-03T12:00:00Z"))).toBe(6);
    expect(evaluate(hour)).toBeNull();
    expect(evaluate(day)).toBeNull();
  });
});

describe("operators on any text", () => {
  const textOperators: readonly [string, ...unknown[]][] = [...OPERATORS.values()]
    .filter(({ parameters }) => parameters[0]!.type === "text")
    .map(({ name, parameters }) => {
      const samples: Readonly<Record<string, unknown>> = {
        "literal:text": "a",
        "literal:texts": ["a"],
        "literal:table": { a: "b" },
        "literal:pattern": "a",
        "literal:replacementPattern": "a",
        "literal:anyText": "b",
      };
      return [name, ...parameters.slice(1).map(({ type }) => samples[type])];
    });

  it.each(textOperators)("%s takes missing text for empty text", (operator, ...rest) => {
    expect(of(operator, null, ...rest)).toEqual(of(operator, "", ...rest));
  });

  it.each(textOperators)("%s takes a lone surrogate for U+FFFD, which it becomes in any store", (operator, ...rest) => {
    fc.assert(
      fc.property(hostile, (x) => {
        expect(of(operator, x, ...rest)).toEqual(of(operator, x.toWellFormed(), ...rest));
      }),
    );
  });

  it("counts what keepChars keeps, and every code point once", () => {
    fc.assert(
      fc.property(hostile, (x) => {
        const kept = of("keepChars", x) as string;
        expect(of("countChars", x)).toBe([...kept].length);
        expect(of("length", x)).toBe([...x].length);
        expect(of("charScore", x)).toBe([...x.toWellFormed()].reduce((sum, c) => sum + c.codePointAt(0)!, 0));
        expect(of("delimiterHash", x)).toBe(of("crc32", kept));
      }),
    );
  });

  it("splits a path so that its parts make it up again", () => {
    fc.assert(
      fc.property(hostile, (written) => {
        const x = written.toWellFormed();
        const folder = of("dirname", x) as string;
        const name = of("basename", x) as string;
        expect(name).not.toMatch(/[\\/]/);
        expect([folder + name, folder + "/" + name, folder + "\\" + name]).toContain(x);
      }),
    );
  });

  it("keeps the number of code points when it makes letters small, and changes nothing the second time", () => {
    fc.assert(
      fc.property(hostile, (x) => {
        const small = of("lower", x) as string;
        expect([...small]).toHaveLength([...x].length);
        expect(of("lower", small)).toBe(small);
      }),
    );
  });

  it("handles a megabyte", () => {
    const x = "a-\\😀".repeat(1 << 18);
    expect(of("length", x)).toBe(1 << 20);
    expect(of("countChars", x)).toBe(1 << 19);
    expect(of("basename", x)).toBe("😀");
  });
});

describe("the operators' own description", () => {
  it.each([...OPERATORS.values()])("$name has a doc and an example that can be read", ({ name, doc, example }) => {
    // The examples are YAML; with its names quoted an example is JSON.
    const json = example.replace(/"(?:[^"\\]|\\.)*"|[A-Za-z_@][\w.@]*/g, (part) =>
      part.startsWith('"') ? part : JSON.stringify(part),
    );
    const input = JSON.parse(json) as Record<string, unknown>;
    expect(Object.keys(input)).toEqual([name]);
    expect(() => parseExpression(input)).not.toThrow();
    expect(doc).not.toBe("");
  });

  it("has the delimiters of a command line: white space and sixteen signs", () => {
    const beyondJavaScript = ["\x1c", "\x1d", "\x1e", "\x1f", "\x85"];
    expect([...WHITE_SPACE].filter((character) => !/\s/.test(character))).toEqual(beyondJavaScript);
    expect(DELIMITERS).toBe(WHITE_SPACE + "-\\/.,\"'|&:;%$()");
    expect(new Set(DELIMITERS).size).toBe([...DELIMITERS].length);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { portablePattern, toRegExp } from "../src/index.ts";
import { failure } from "../../core/test/failure.ts";

const test = (pattern: string, text: string): boolean => toRegExp(portablePattern(pattern)).test(text);

describe("a portable pattern", () => {
  it.each([
    ["a.c", "a[^\\n]c"],
    ["\\d\\D", "[0-9][^0-9]"],
    ["\\w\\W", "[0-9A-Za-z_][^0-9A-Za-z_]"],
    ["\\s\\S", "[\\t\\n\\x0B\\f\\r ][^\\t\\n\\x0B\\f\\r ]"],
    ["[\\d\\s]", "[0-9\\t\\n\\x0B\\f\\r ]"],
    ["a/b\\/c", "a\\/b\\/c"],
    ["[[&]", "[\\x5B\\x26]"],
    ["[^a\\-z]", "[^a\\x2Dz]"],
    ["\\-\\\"\\'", "\\x2D\\x22\\x27"],
    ["\\x41\\v", "\\x41\\x0B"],
    ["(?:a|b){2,3}", "(?:a|b){2,3}"],
    ["\\bcmd\\b", "\\bcmd\\b"],
  ])("%s becomes %s", (pattern, source) => {
    expect(portablePattern(pattern)).toEqual({ source, ignoreCase: false });
  });

  it("ignores letter case after (?i), and only then", () => {
    expect(portablePattern("(?i)a")).toEqual({ source: "a", ignoreCase: true });
    expect(test("(?i)MimiKatz", "mimikatz.exe")).toBe(true);
    expect(test("MimiKatz", "mimikatz.exe")).toBe(false);
  });

  it("takes an astral character for one character", () => {
    expect(test("^.$", "😀")).toBe(true);
    expect(test("^[^a]$", "😀")).toBe(true);
  });

  it("counts only the ASCII white space, digits and letters as such", () => {
    expect(test("\\s", "\u00a0")).toBe(false);
    expect(test("\\d", "٣")).toBe(false);
    expect(test("\\w", "é")).toBe(false);
  });

  it("matches any text when it is that text, escaped", () => {
    const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(test(`^${escaped(text)}$`, text)).toBe(true);
      }),
    );
  });

  it.each([
    ["(?=a)", "only plain groups and (?:…) are portable; look-around, named groups and inner flags are not"],
    ["(?<!a)b", "only plain groups and (?:…) are portable; look-around, named groups and inner flags are not"],
    ["(?<n>a)", "only plain groups and (?:…) are portable; look-around, named groups and inner flags are not"],
    ["a(?i)b", "only plain groups and (?:…) are portable; look-around, named groups and inner flags are not"],
    ["(a)\\1", "\\1 is not portable"],
    ["\\p{L}", "\\p is not portable"],
    ["\\Bx", "\\B is not portable"],
    ["[\\D]", "\\D inside a character class is not portable"],
    ["[[:alpha:]]", "it uses a POSIX class such as [:alpha:]"],
    ["(?i)\\bcmd", "\\b together with (?i) means different things in different engines"],
    ["[]a]", "a class that starts with ] is read in two ways; write \\] in it"],
    ["[^]", "a class that starts with ] is read in two ways; write \\] in it"],
    ["a\\", "it ends in a lone backslash"],
    ["a{1001}", "it repeats something more than 1000 times"],
    ["a{2,1001}", "it repeats something more than 1000 times"],
    ["(a{40}){26}", "it repeats something more than 1000 times"],
    ["((a{10}|b{101})c){10}", "it repeats something more than 1000 times"],
    ["(a", "it is not a valid regular expression"],
    ["*a", "it is not a valid regular expression"],
    ["a{", "it is not a valid regular expression"],
    ["[z-a]", "it is not a valid regular expression"],
    ["\\xZZ", "it is not a valid regular expression"],
  ])("refuses %s", (pattern, problem) => {
    expect(failure(() => portablePattern(pattern))).toBe(
      `WN1104 the pattern ${JSON.stringify(pattern)} cannot be used: ${problem}\n` +
        "  Use literals, classes, groups, alternatives and quantifiers; start with (?i) to ignore letter case.",
    );
  });

  it.each(["a{1000}", "(a{40}){25}", "a{40}(b{40})c{40}", "((a{10}|b{100})c){10}", "(a{0}){1000}", "[{]{3}\\{2000\\}"])(
    "accepts %s, which repeats nothing more than 1000 times",
    (pattern) => {
      expect(portablePattern(pattern).source).not.toBe("");
    },
  );
});

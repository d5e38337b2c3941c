import { describe, expect, it } from "vitest";
import { customPattern, patternProblem } from "../../src/redact/custom-pattern.ts";

const found = (source: string, text: string): string[] =>
  customPattern(source)(text).map(({ start, end }) => text.slice(start, end));

describe("a custom pattern", () => {
  it.each([
    ["INC(\\d+)", "INC12 INC3", ["12", "3"]],
    ["B-\\d+", "🙂 B-7", ["B-7"]],
    ["(?<=id )\\w+", "id a1 b", ["a1"]],
    ["(\\w)\\1", "a bb c", ["b"]],
    ["q*", "aqqa", ["qq"]],
  ])("%s finds its first group, or else all that it matches, in %s", (source, text, secrets) => {
    expect(found(source, text)).toEqual(secrets);
  });

  it("finds a secret wherever it is in a long text, across the borders of pieces, too", () => {
    for (let before = 2000; before < 9000; before += 251) {
      const text = `${"x ".repeat(before / 2)}INC4711 ${"y ".repeat(3000)}INC5`;
      for (const source of ["INC\\d+", "(?<!z)INC\\d+"]) {
        const secrets = new Set(found(source, text));
        expect(secrets).toContain("INC4711");
        expect(secrets).toContain("INC5");
      }
    }
  });

  it.each(["(a|aa)*$", "(a+)+$", "(\\w+\\s?)*:", "\\w+@\\w+", "^(a|b|ab)*c"])(
    "is searched in time that is linear in the text: %s",
    (source) => {
      const time = (size: number): number => {
        const text = "ab".repeat(size / 2);
        const began = performance.now();
        customPattern(source)(text);
        return performance.now() - began;
      };
      time(8192);
      expect(time(1 << 18)).toBeLessThan(20_000);
    },
  );

  it.each(["(?=(a+)+$)b", "(?<=x)(a|aa)*$", "(?!b)(?:a{1,50}){1,50}c"])(
    "is refused where look-around keeps RE2 from it and repetitions are nested: %s",
    (source) => {
      expect(patternProblem(source)).toBe(
        "repeats a repetition or alternatives, and has look-around or back-references: its time has no bound",
      );
    },
  );

  it("is refused where look-around keeps RE2 from it and it has more than 2 repetitions", () => {
    expect(patternProblem("(?<=x).*a.*b.*c")).toBe(
      "has look-around or back-references and more than 2 repetitions: its time has no bound",
    );
    expect(patternProblem("(?<=x).*a.*b")).toBeUndefined();
  });

  it("is refused where it is no regular expression", () => {
    expect(patternProblem("(")).toBe("is not a regular expression");
  });
});

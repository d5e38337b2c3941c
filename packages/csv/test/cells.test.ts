import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactCell, spreadsheetCell } from "../src/index.ts";

/** The text of a cell as RFC 4180 reads it. */
function read(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

const BREAKS = ["\n", "\r", "\r\n", "\t", ";", "\v", "\f", "\u0085", "\u2028", "\u2029"];
const STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠"];

describe("a cell", () => {
  it.each([
    ["", '""'],
    ["a", "a"],
    ['a"b', '"a""b"'],
    ["a,b", '"a,b"'],
    ["a\nb", '"a\nb"'],
    ["a\rb", '"a\rb"'],
    [" a", '" a"'],
    ["a\0", '"a\0"'],
    ["\ufeffa", '"\ufeffa"'],
  ])("of %j is %j", (text, cell) => {
    expect(exactCell(text)).toBe(cell);
  });

  it("reads as the text that was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(read(exactCell(text))).toBe(text);
      }),
    );
  });
});

describe("a cell for spreadsheets", () => {
  it.each(BREAKS.flatMap((end) => STARTS.map((start) => [end, start] as const)))(
    "runs nothing after %j and %j within it",
    (end, start) => {
      for (const between of ["", " ", '"', "\u200b", "\u0001", "\n", ' "\t']) {
        const parts = read(spreadsheetCell(`a${end}${between}${start}1+1`)).split(/[;\t\r\n\v\f\u0085\u2028\u2029]/);
        for (const part of parts) expect(part).not.toMatch(/^[\s"\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u);
      }
    },
  );

  it.each(["-1", "+5.2e3", "-.5", "12", "a=b", "a - b", "C:\\x -k", "", "a\nb", "a;b", "a, -b"])(
    "is the exact one of %j, but for an apostrophe before a line break",
    (text) => {
      expect(read(spreadsheetCell(text)).replaceAll("'", "")).toBe(text);
    },
  );

  it("adds apostrophes only, and no part of it starts a formula", () => {
    const unit = fc.constantFrom(...BREAKS, ...STARTS, " ", '"', "a", "1", "'", ",", "\u200b", "\0");
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const cell = read(spreadsheetCell(text));
        expect(cell.replaceAll("'", "")).toBe(text.replaceAll("'", ""));
        const isNumber = /^[+-]?\d+$/.test(text);
        const parts = isNumber ? [] : cell.split(/[;\t\r\n\v\f\u0085\u2028\u2029]/);
        for (const part of parts) expect(part).not.toMatch(/^[\s"\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u);
      }),
    );
  });

  it.each(["\n", "\t ", ';"', "=", " "])("takes time in proportion to repetitions of %j", (text) => {
    const began = performance.now();
    spreadsheetCell(text.repeat(500_000) + "a");
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

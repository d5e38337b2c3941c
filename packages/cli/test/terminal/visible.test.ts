import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible, visibleLines } from "../../src/terminal/visible.ts";

describe("visible", () => {
  it.each([
    ["\u001B[2J\u001B]0;title\u0007", "\\x1b[2J\\x1b]0;title\\x07"],
    ["a\rb\nc\td\0", "a\\x0db\\x0ac\\x09d\\x00"],
    ["\u009B31m\u007F", "\\x9b31m\\x7f"],
    ["invoice\u202Efdp.exe", "invoice\\u202efdp.exe"],
    ["svc\u200Bhost\uFEFF", "svc\\u200bhost\\ufeff"],
    ["a\u2028b\u2029c", "a\\u2028b\\u2029c"],
    ["\u2066x\u2069\u061C", "\\u2066x\\u2069\\u061c"],
    ["\u{E0041}", "\\u{e0041}"],
    ["a\uD800b", "a\\ud800b"],
    ["\u3164\u00AD", "\\u3164\\xad"],
  ])("shows what %j hides", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("leaves letters, marks, wide characters and backslashes alone", () => {
    const text = "C:\\Users\\Jürgen\\データ\\🦊 e\u0301 -p 'x'";
    expect(visible(text)).toBe(text);
  });

  it("lets no control, format, separator or surrogate character through, and leaves visible text as it is", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff })), (codes) => {
        const shown = visible(codes.map((code) => String.fromCodePoint(code)).join(""));
        expect(shown).not.toMatch(/[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u);
        expect(shown.isWellFormed()).toBe(true);
        expect(visible(shown)).toBe(shown);
      }),
    );
  });

  it("keeps only the line feeds of a text of several lines", () => {
    expect(visibleLines("a\r\nb\u001B")).toBe("a\\x0d\nb\\x1b");
  });
});

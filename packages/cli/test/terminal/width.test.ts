import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fit, pad, widthOf } from "../../src/terminal/width.ts";

describe("fit", () => {
  it.each([
    ["notepad.exe", 11, "notepad.exe"],
    ["notepad.exe", 8, "notepad…"],
    ["データベース", 7, "データ…"],
    ["データベース", 6, "デー…"],
    ["👩‍💻👩‍💻", 20, "👩\\u200d💻👩\\u200d💻"],
    ["🦊🦊🦊", 5, "🦊🦊…"],
    ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
    ["\u001B[31mred", 6, "\\x1b[…"],
    ["", 3, ""],
  ])("cuts %j to %d columns", (text, width, shown) => {
    expect(fit(text, width)).toBe(shown);
  });

  it("never takes more columns than it was given, and no control characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 200 }), (text, width) => {
        const shown = fit(text, width);
        expect(widthOf(shown)).toBeLessThanOrEqual(width);
        expect(shown).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it("looks at the start of a text of megabytes only", () => {
    const text = "A".repeat(5_000_000);
    const began = performance.now();
    expect(fit(text, 80)).toBe(`${"A".repeat(79)}…`);
    expect(performance.now() - began).toBeLessThan(100);
  });
});

describe("pad", () => {
  it("counts wide characters as two columns", () => {
    expect(pad("データ", 8, "left")).toBe("データ  ");
    expect(pad("12", 5, "right")).toBe("   12");
  });
});

import fc from "fast-check";
import { LIMITS } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { shownBeginning, shownText } from "../src/index.ts";

const most = LIMITS.shownCharacters;

describe("a shown text", () => {
  it("is the text up to the limit", () => {
    for (const text of ["", "a", "x".repeat(most), "…".repeat(most)]) expect(shownText(text)).toBe(text);
  });

  it("is the beginning of a longer text, and says how many characters follow", () => {
    expect(shownText("x".repeat(most + 1))).toBe(`${"x".repeat(most)}… 1 more characters`);
    expect(shownText("x".repeat(most + 28_672))).toBe(`${"x".repeat(most)}… 28,672 more characters`);
    expect(shownText("x".repeat(most + 5), () => " (0123456789abcdef)")).toBe(
      `${"x".repeat(most)}… 5 more characters (0123456789abcdef)`,
    );
  });

  it("stays as it is when it is shortened again, and never ends within a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 4 }), fc.integer({ min: 0, max: 9 }), (unit, more) => {
        const text = `${"💥".repeat(most / 2 - 2)}${unit.repeat(more)}💥💥💥💥`.toWellFormed();
        const shown = shownText(text, () => " (0123456789abcdef)");
        expect(shown.isWellFormed()).toBe(true);
        expect(shownText(shown)).toBe(shown);
        expect(shown.startsWith(shownBeginning(text).slice(0, most - 1))).toBe(true);
      }),
    );
  });
});

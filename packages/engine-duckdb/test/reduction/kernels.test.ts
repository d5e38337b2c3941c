import { toEvaluator } from "@winnow/expressions";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kernelOf } from "../../src/reduction/kernels.ts";
import { hostileText, parsed } from "../../../expressions/test/support/expressions.ts";

describe("kernels over bytes", () => {
  it("compute what JavaScript computes, on hostile text", () => {
    fc.assert(
      fc.property(
        hostileText,
        fc.option(
          hostileText.filter((text) => text !== ""),
          { nil: undefined },
        ),
        (text, set) => {
          for (const input of [{ charScore: "a" }, { countChars: set === undefined ? "a" : ["a", set] }]) {
            const expression = parsed(input);
            const bytes = Buffer.from(`é${text.toWellFormed()}x`);
            const value = kernelOf(expression)!(bytes, 2, bytes.length - 1);
            expect(value).toBe(toEvaluator(expression)(() => text));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("exist only for single operators over a column", () => {
    expect(kernelOf(parsed({ length: "a" }))).toBeUndefined();
    expect(kernelOf(parsed({ charScore: { lower: "a" } }))).toBeUndefined();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CALL_BYTES, chunksOf } from "../../src/sink/chunks.ts";
import { fitField, jsonBytes } from "../../src/sink/fit.ts";

describe("a field", () => {
  it("that is short stays as it is", () => {
    const value = { a: ["b", 1, null], __proto__: "own" };
    expect(fitField(value)).toEqual({ value });
  });

  it("fits after it is cut, whatever it is, and tells its bytes", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 400 });
    const value = fc.oneof(
      text,
      fc.array(text),
      fc.dictionary(text, text),
      fc.array(fc.dictionary(text, fc.array(text))),
    );
    fc.assert(
      fc.property(value, fc.integer({ min: 300, max: 2000 }), (whole, most) => {
        const { value: cut, bytes } = fitField(whole, most);
        expect(jsonBytes(cut)).toBeLessThanOrEqual(most);
        expect(bytes === undefined).toBe(jsonBytes(whole) <= most);
        if (bytes !== undefined) expect(JSON.stringify(cut)).toContain("[cut by Winnow: ");
      }),
    );
  });

  it("loses its longest texts first, whole characters at a time", () => {
    const { value } = fitField({ short: "kept", long: "\u{1f600}".repeat(500) }, 1000);
    expect(value).toEqual({
      short: "kept",
      long: expect.stringMatching(/^(\u{1f600})+… \[cut by Winnow: 2000 bytes in all\]$/u),
    });
  });

  it("loses entries at its end where there are too many of them, and says how many", () => {
    const { value } = fitField(
      Array.from({ length: 1000 }, (_, i) => i),
      100,
    );
    const items = value as unknown[];
    expect(items.slice(0, -1)).toEqual(Array.from({ length: items.length - 1 }, (_, i) => i));
    expect(items.at(-1)).toBe(`[cut by Winnow: ${1001 - items.length} more]`);
  });
});

describe("calls", () => {
  it("hold all rows in their order, as many as fit, counted with commas and brackets", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 60 })), fc.integer({ min: 500, max: 900 }), (rows, most) => {
        const chunks = [...chunksOf(rows, jsonBytes, most)];
        expect(chunks.flatMap((chunk) => chunk.rows)).toEqual(rows);
        for (const [index, chunk] of chunks.entries()) {
          expect(chunk.bytes).toBe(jsonBytes(chunk.rows));
          expect(chunk.bytes).toBeLessThanOrEqual(most);
          const next = chunks[index + 1]?.rows[0];
          if (next !== undefined) expect(jsonBytes([...chunk.rows, next])).toBeGreaterThan(most);
        }
      }),
    );
  });

  it("stay below the service's 1 MB by a tenth", () => {
    expect(CALL_BYTES).toBe(900_000);
  });
});

import * as zlib from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../src/index.ts";

describe("crc32", () => {
  it.each([
    ["", 0],
    ["123456789", 0xcbf43926],
    ["a", 0xe8b7be43],
    ["The quick brown fox jumps over the lazy dog", 0x414fa339],
    ["\0\0\0\0", 0x2144df1c],
  ])("of %j is the published %i", (text, expected) => {
    expect(crc32(text)).toBe(expected);
  });

  // zlib.crc32 came with Node 20.15 and 22.2.
  it("equals zlib's on any text, as UTF-8", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(crc32(text)).toBe(zlib.crc32(Buffer.from(text, "utf8")));
      }),
    );
  });
});

import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseLogfmt } from "../../src/loki/lines/logfmt.ts";

it("reads a quoted value of 16 MB, and refuses one that does not end", () => {
  const long = "x".repeat(16_000_000);
  expect(parseLogfmt(`a=1 b="${long}"`)?.fields?.map(([name, value]) => [name, value?.length])).toEqual([
    ["a", 1],
    ["b", long.length],
  ]);
  expect(parseLogfmt(`a=1 b="${long}`)).toBeUndefined();
});

it("gives back whatever was written with quotes and escapes", () => {
  const key = fc.stringMatching(/^[^\s="]+$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.string()), { minLength: 1 }), (fields) => {
      const line = fields.map(([name, value]) => `${name}="${value.replaceAll(/["\\]/g, "\\$&")}"`).join(" ");
      expect(parseLogfmt(line)).toEqual({ fields });
    }),
  );
});

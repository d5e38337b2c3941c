import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { harmless } from "../../src/service/harmless.ts";

describe("what the other side says", () => {
  it("holds the token in no way in which it may be written", () => {
    const printable = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code)),
      minLength: 6,
    });
    fc.assert(
      fc.property(printable, (token) => {
        for (const form of [
          token,
          encodeURIComponent(token),
          encodeURIComponent(token).replaceAll(/%../g, (escape) => escape.toLowerCase()),
          JSON.stringify(token),
          `?t=${new URLSearchParams({ t: token })}`,
        ]) {
          expect(harmless(`before ${form} after`, token)).toMatch(/^before .*\*\*\*.* after$/);
          expect(harmless(`before ${form} after`, token)).not.toContain(token);
        }
      }),
    );
  });

  it("holds no token of anybody else's service account", () => {
    expect(harmless("sent glsa_0123456789abcdefXYZ_0a1b2c3d, and glossary_of_things", "t0k3n.of.mine")).toBe(
      "sent ***, and glossary_of_things",
    );
  });

  it("is one line without control characters, and not long", () => {
    expect(harmless("a\n\tb\u001b[31m\u202ec", "t0k3n.of.mine")).toBe("a b [31m c");
    expect(harmless("x".repeat(1000), "t0k3n.of.mine")).toHaveLength(301);
  });
});

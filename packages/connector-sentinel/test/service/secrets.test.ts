import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secrets } from "../../src/service/secrets.ts";

describe("what others say", () => {
  it("never holds a known secret, however it is put in", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.string(), fc.string(), (secret, before, after) => {
        const secrets = new Secrets();
        secrets.add(secret);
        expect(secrets.redact(`${before}${secret}${after}`)).not.toContain(secret);
        const form = new URLSearchParams({ s: secret }).toString().slice(2);
        for (const written of [encodeURIComponent(secret), form, JSON.stringify(secret).slice(1, -1)]) {
          expect(secrets.redact(`${before} ${written} ${after}`)).not.toContain(written);
        }
      }),
    );
  });

  it("never holds what looks like a token of somebody else", () => {
    const said = new Secrets().redact(
      "sent eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl and Authorization: Bearer abc.def-ghi, yes",
    );
    expect(said).toBe("sent *** and Authorization: ***, yes");
  });

  it("is one line that is not too long", () => {
    const said = new Secrets().redact(`a\n\tb\u001b[31m ${"x".repeat(10_000)}`);
    expect(said).toMatch(/^a b \[31m x+…$/);
    expect(said.length).toBe(501);
  });
});

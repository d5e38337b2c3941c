import { describe, expect, it } from "vitest";
import { Redactor } from "../../src/redact/redactor.ts";
import { BENIGN, SECRET, SHAPES } from "./support/shapes.ts";

const redactor = new Redactor({ key: "0123456789abcdef", secrets: ["passwords", "tokens", "keys"], patterns: {} });

describe.each(SHAPES)("redaction of %s", (_, shapes) => {
  it.each(shapes.map((shape) => (typeof shape === "string" ? ([shape, SECRET] as const) : shape)))(
    "does not show the secret in %s",
    (text, secret) => {
      expect(redactor.text(text)).not.toContain(secret);
    },
  );
});

describe("redaction", () => {
  it.each(BENIGN)("leaves %s as it is", (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

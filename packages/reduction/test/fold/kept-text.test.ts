import { LIMITS } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { keptText } from "../../src/fold/kept-text.ts";
import { withoutHashes } from "../../src/merge.ts";

const beginning = "x".repeat(LIMITS.shownCharacters);

describe("a kept text", () => {
  it("distinguishes two long texts that differ at their ends", () => {
    expect(keptText(`${beginning}aa`)).not.toBe(keptText(`${beginning}ab`));
    expect(keptText(`${beginning}aa`)).toMatch(/^x+… 2 more characters \([0-9a-f]{16}\)$/);
    expect(keptText(beginning)).toBe(beginning);
  });

  it("is compared without the digest where secrets are masked, so that no key decides an order", () => {
    const [a, b] = ["0123456789", "9876543210"].map((hash) => keptText(`${beginning} <secret:${hash}>`));
    expect(a).not.toBe(b);
    expect(withoutHashes(a!)).toBe(withoutHashes(b!));
  });
});

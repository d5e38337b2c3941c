import { describe, expect, it } from "vitest";
import { step } from "../step.mjs";

/** What a step writes where nobody watches. */
function stream(): { text: string; isTTY: false; write(text: string): boolean } {
  return {
    text: "",
    isTTY: false,
    write(text: string) {
      this.text += text;
      return true;
    },
  };
}

describe("a step", () => {
  it("says its name, how it ended and its seconds in one line, and nothing else when it went well", async () => {
    const out = stream();
    expect(await step("lint", async () => ({ ok: true, output: "chatter", note: "by the way" }), out)).toBe(true);
    expect(out.text).toMatch(/^lint {13}ok {7}\d\.\d s {2}by the way\n$/);
  });

  it("shows what a failed step had to say, without its colours", async () => {
    const out = stream();
    expect(
      await step("types", async () => ({ ok: false, output: "\u001B[31ma.ts: wrong\u001B[39m\nb.ts: wrong\n" }), out),
    ).toBe(false);
    expect(out.text).toMatch(/^types {12}FAILED {3}\d\.\d s\n {4}a\.ts: wrong\n {4}b\.ts: wrong\n$/);
  });

  it("counts a crash as a failure and shows it", async () => {
    const out = stream();
    const crash = async (): Promise<never> => {
      throw new Error("no such tool");
    };
    expect(await step("pack", crash, out)).toBe(false);
    expect(out.text).toContain("    Error: no such tool");
  });
});

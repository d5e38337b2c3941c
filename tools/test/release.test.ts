import { describe, expect, it } from "vitest";
import { inOrder } from "../release.mjs";

const of = (name: string, ...needs: readonly string[]): { name: string; needs: readonly string[] } => ({ name, needs });

describe("the order of publishing", () => {
  it("puts what others need first, and keeps to the given order where nothing is needed", () => {
    const all = [of("cli", "core", "sink", "zod"), of("analysis", "core"), of("sink", "analysis"), of("core")];
    expect(inOrder(all).map(({ name }) => name)).toEqual(["core", "analysis", "sink", "cli"]);
  });

  it("refuses packages that need each other", () => {
    expect(() => inOrder([of("a", "b"), of("b", "a")])).toThrow("a needs b needs a, which goes round in circles");
  });
});

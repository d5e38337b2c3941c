import { describe, expect, it } from "vitest";
import { listNames } from "../src/list-names.ts";

describe("`listNames`", () => {
  it("lists forty names of sixty characters at most, so that a log cannot fill a terminal", () => {
    expect(listNames(["a", "", "b"])).toBe('a, "", b');
    expect(listNames([])).toBe("none");
    expect(listNames(Array.from({ length: 10_000 }, () => "x".repeat(1_000_000))).length).toBeLessThan(3000);
    expect(listNames(Array.from({ length: 42 }, (_, i) => String(i)))).toMatch(/, 39 and 2 more$/);
  });
});

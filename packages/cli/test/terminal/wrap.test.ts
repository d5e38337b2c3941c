import { describe, expect, it } from "vitest";
import { wrap } from "../../src/terminal/wrap.ts";

describe("wrapping", () => {
  it("breaks between words, at the width", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("one two three", 6)).toEqual(["one", "two", "three"]);
    expect(wrap("one two three", 80)).toEqual(["one two three"]);
  });

  it("leaves a word that is too long whole", () => {
    expect(wrap("a very-long-word b", 6)).toEqual(["a", "very-long-word", "b"]);
  });

  it("counts columns, not characters", () => {
    expect(wrap("日本 日本", 8)).toEqual(["日本", "日本"]);
  });
});

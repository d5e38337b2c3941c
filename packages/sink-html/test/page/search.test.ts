import { describe, expect, it } from "vitest";
import { termsOf } from "../../page/state/search.ts";

const plain = (text: string): object => ({ text, not: false, field: null });

describe("what is typed into the search", () => {
  it.each([
    ["Certutil urlcache", [plain("certutil"), plain("urlcache")]],
    ['"-enc JAB" x', [plain("-enc jab"), plain("x")]],
    ["-svchost", [{ text: "svchost", not: true, field: null }]],
    ["user.name:Alice", [{ text: "alice", not: false, field: "user.name" }]],
    ['-CommandLine:"two words"', [{ text: "two words", not: true, field: "commandline" }]],
    ["C:\\Windows\\Temp", [plain("c:\\windows\\temp")]],
    ["http://example.com/x", [plain("http://example.com/x")]],
    ['"open', [plain("open")]],
    ["", []],
    ["   ", []],
    ['""', []],
  ])("%j is read as terms", (query, terms) => {
    expect(termsOf(query)).toEqual(terms);
  });
});

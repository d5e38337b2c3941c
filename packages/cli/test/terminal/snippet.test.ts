import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { snippet } from "../../src/terminal/snippet.ts";
import { inDirectory } from "../directory.ts";

/** The snippet of a file of this text. */
function of(text: string, line: number, column?: number): Promise<string[]> {
  return inDirectory(async (directory) => {
    const file = join(directory, "profile.yaml");
    await writeFile(file, text);
    return snippet({ file, line, ...(column === undefined ? {} : { column }) });
  });
}

describe("the line of a fault", () => {
  it("has a mark under its column", async () => {
    expect(await of("name: a\ncluster: { eps: wide }\n", 2, 17)).toEqual([
      "  2 | cluster: { eps: wide }",
      "    |                 ^",
    ]);
  });

  it("has no byte order mark, which no column counts", async () => {
    expect(await of("\ufeffname: a\n", 1, 7)).toEqual(["  1 | name: a", "    |       ^"]);
  });

  it("is cut around the fault where it is long", async () => {
    const [line, mark] = await of(`${"a".repeat(300)}X${"b".repeat(300)}`, 1, 301);
    expect(line).toBe(`  1 | …${"a".repeat(50)}X${"b".repeat(49)}…`);
    expect(line![mark!.indexOf("^")]).toBe("X");
  });

  it("is inert, and the mark stands where the eye finds the fault", async () => {
    const [line, mark] = await of("a: \u001b[2J\u202e漢 X", 1, 11);
    expect(line).toBe("  1 | a: \\x1b[2J\\u202e漢 X");
    expect(mark).toBe(`    | ${" ".repeat("a: \\x1b[2J\\u202e".length + 3)}^`);
  });

  it("is left out where there is none", async () => {
    expect(await of("a\n", 7, 1)).toEqual([]);
    expect(await of("a\n\n", 2, 1)).toEqual([]);
    expect(snippet({ file: "windows-processes (built in)", line: 1 })).toEqual([]);
    expect(snippet({})).toEqual([]);
  });
});

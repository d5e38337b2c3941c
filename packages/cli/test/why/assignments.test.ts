import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { placesOf, type Places } from "../../src/why/assignments.ts";
import { inDirectory } from "../directory.ts";

const { signal } = new AbortController();

function placesIn(text: string, wanted: readonly number[], most = 5): Promise<Places> {
  return inDirectory(async (directory) => {
    const path = join(directory, "assignments.csv");
    await writeFile(path, text);
    return placesOf(path, wanted, most, signal);
  });
}

describe("placesOf", () => {
  it("finds events, counts them per row and counts those that are in no row", async () => {
    const text = "row,cluster,rank,shown\n0,3,2,1\n2,3,2,0\n3,-1,1,1\n6,3,2,0\n";
    const { places, ranks, outside, shown } = await placesIn(text, [1, 2, 3, 4, 6, 9], 4);
    expect(places).toEqual([
      { row: 1, rank: null, isShown: false, missingBefore: 0 },
      { row: 2, rank: 2, isShown: false, missingBefore: 1 },
      { row: 3, rank: 1, isShown: true, missingBefore: 1 },
      { row: 4, rank: null, isShown: false, missingBefore: 1 },
    ]);
    expect([...ranks]).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(outside).toBe(3);
    expect([...shown]).toEqual([
      [2, [0]],
      [1, [3]],
    ]);
  });

  it("reads a file of many chunks, whose cuts lie anywhere in a line", async () => {
    const lines = Array.from({ length: 60_000 }, (_, row) => `${row * 2},${row % 7},${(row % 7) + 1},0`);
    const { places } = await placesIn(["row,cluster,rank,shown", ...lines, ""].join("\n"), [41_234, 119_998, 119_999]);
    expect(places).toEqual([
      { row: 41_234, rank: (20_617 % 7) + 1, isShown: false, missingBefore: 20_617 },
      { row: 119_998, rank: (59_999 % 7) + 1, isShown: false, missingBefore: 59_999 },
      { row: 119_999, rank: null, isShown: false, missingBefore: 59_999 },
    ]);
  });

  it.each([
    ["another header", "row,rank\n1,2\n"],
    ["no header", ""],
    ["a line with too few cells", "row,cluster,rank,shown\n1,2,3\n"],
    ["a line with too many cells", "row,cluster,rank,shown\n1,2,3,1,1\n"],
    ["a cell without digits", "row,cluster,rank,shown\n1,,3,1\n"],
    ["a cell with a letter", "row,cluster,rank,shown\n1,2,x,1\n"],
    ["a last line that was cut off", "row,cluster,rank,shown\n1,2,3,1\n2,2"],
  ])("refuses a file with %s", async (_, text) => {
    await expect(placesIn(text, [1])).rejects.toMatchObject({ code: "WN2024" });
  });
});

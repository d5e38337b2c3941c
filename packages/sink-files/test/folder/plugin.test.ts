import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderPlugin } from "../../src/folder/plugin.ts";
import { inDirectory } from "../directory.ts";
import { assignmentsOf, contextOf, each, resultOf } from "../result.ts";

const assignments = (): ReturnType<typeof each<ReturnType<typeof assignmentsOf>>> => each([assignmentsOf(3)]);
const rejected = resultOf({
  assignments,
  ledger: { read: 4, rejected: 1, filtered: 0, clustered: 3, reasons: { short: 1 } },
  rejects: () => each([{ file: "a.csv", line: 3, reason: "short", text: "x" }]),
});

describe("the folder of a run", () => {
  it("holds clusters and assignments, and no rejects where there are none", () =>
    inDirectory(async (directory) => {
      const files = ["clusters.csv", "assignments.csv"];
      expect(await folderPlugin.write(resultOf({ assignments }), {}, contextOf(directory))).toEqual(files);
      expect((await readdir(directory)).sort()).toEqual([...files].sort());
    }));

  it("holds rejects where there are some", () =>
    inDirectory(async (directory) => {
      await folderPlugin.write(rejected, {}, contextOf(directory));
      expect(await readFile(join(directory, "rejects.csv"), "utf8")).toBe("file,line,reason,text\na.csv,3,short,x\n");
    }));

  it("leaves alone whatever else is in the directory", () =>
    inDirectory(async (directory) => {
      for (const name of ["manifest.json", "rejects.csv", "report.html"])
        await writeFile(join(directory, name), "mine");
      await folderPlugin.write(resultOf(), {}, contextOf(directory));
      expect((await readdir(directory)).sort()).toEqual([
        "clusters.csv",
        "manifest.json",
        "rejects.csv",
        "report.html",
      ]);
    }));
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { writeEvents } from "../events.ts";
import { winnow } from "../io.ts";

describe("A run whose input is a pattern", () => {
  it("refuses a file of its own output directory before it reads anything", () =>
    inDirectory(async (directory) => {
      const out = join(directory, "out");
      const input = await writeEvents(directory);
      expect(await winnow(["run", "windows-processes", input, "--out", out, "--quiet"])).toMatchObject({ exitCode: 0 });
      const before = await readFile(join(out, "clusters.csv"), "utf8");
      // Reading would fail on the missing file first.
      const inputs = [join(directory, "missing.csv"), join(out, "clus*.csv")];
      const { exitCode, stderr } = await winnow(["run", "windows-processes", ...inputs, "--out", out]);
      expect(exitCode).toBe(1);
      expect(stderr).toBe(
        `WN1341 the results in "${out}" would replace the input "${join(out, "clusters.csv")}"\n` +
          "  Choose another directory with --out DIR.\n",
      );
      expect(await readFile(join(out, "clusters.csv"), "utf8")).toBe(before);
    }));
});

import { readFile, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readPage } from "@winnow/sink-html";
import { describe, expect, it } from "vitest";
import { inDirectory } from "../directory.ts";
import { writeEvents } from "../events.ts";
import { winnow } from "../io.ts";

/** An output directory as a run leaves it that is killed while it copies its files: the page is of the run before. */
async function killedWhileCopying(directory: string): Promise<{ out: string; page: string }> {
  const out = join(directory, "out");
  const argv = ["run", "windows-processes", await writeEvents(directory), "--out", out, "--quiet"];
  expect(await winnow(argv)).toMatchObject({ exitCode: 0 });
  const page = await realpath(join(out, "report.html"));
  for (const name of ["manifest.json", "report.html"]) await rm(join(out, name));
  await writeFile(join(out, "report.html"), "of the run before");
  return { out, page };
}

describe("A result whose copies are incomplete", () => {
  it.runIf(process.platform === "linux")("is opened from the directory of its run", () =>
    inDirectory(async (directory) => {
      const { out, page } = await killedWhileCopying(directory);
      expect((await winnow(["open", out])).stdout).toBe(`${page}\n`);
    }),
  );

  it("is explained by the files of its run", () =>
    inDirectory(async (directory) => {
      const { out } = await killedWhileCopying(directory);
      expect((await winnow(["why", out, "10"])).stdout).toMatch(/^Data row 10 is in row 1\./);
    }));

  it("has its page written to another file from the data of its run", () =>
    inDirectory(async (directory) => {
      const { out, page } = await killedWhileCopying(directory);
      const other = join(directory, "other.html");
      expect(await winnow(["report", out, "--out", other])).toMatchObject({ exitCode: 0 });
      const [after, before] = [await readFile(other, "utf8"), await readFile(page, "utf8")];
      expect((await readPage(after, other)).rows).toEqual((await readPage(before, page)).rows);
    }));
});

import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newToken } from "../../src/output/owner.ts";
import { replaceFile } from "../../src/output/replace-file.ts";
import { replaceResultFile, resultDirectory } from "../../src/output/result-directory.ts";
import { contentOf, failureOf, inDirectory, RESULT, runsIn, write } from "./support.ts";

const { signal } = new AbortController();

describe("replaceFile", () => {
  it("creates directories, replaces the file behind a link and leaves nothing beside it", () =>
    inDirectory(async (directory) => {
      const path = join(directory, "a/page.html");
      await replaceFile(path, "one");
      await symlink("a/page.html", join(directory, "link.html"));
      await replaceFile(join(directory, "link.html"), "two");
      expect(await readFile(path, "utf8")).toBe("two");
      expect((await lstat(join(directory, "link.html"))).isSymbolicLink()).toBe(true);
      expect(await readdir(join(directory, "a"))).toEqual(["page.html"]);
    }));

  it("removes the temporary file of a killed process, and no other", () =>
    inDirectory(async (directory) => {
      const dead = `.page.html.${newToken().replace(/-\d+-\d+-/, "-4194304-1-")}.tmp`;
      const kept = [`.page.html.${newToken()}.tmp`, ".page.html.mine.tmp", ".other.html.tmp"];
      for (const name of [dead, ...kept]) await writeFile(join(directory, name), "");
      await replaceFile(join(directory, "page.html"), "one");
      expect((await readdir(directory)).sort()).toEqual([...kept, "page.html"].sort());
    }));

  it("says why it cannot, and leaves nothing behind", () =>
    inDirectory(async (directory) => {
      await mkdir(join(directory, "taken"));
      await writeFile(join(directory, "file"), "");
      const hint = "\n  Check the disk and the permissions, and run again.";
      expect(await failureOf(replaceFile(join(directory, "taken"), ""), directory)).toBe(
        `WN1343 the results cannot be written to "OUT/taken": it is not a file${hint}`,
      );
      expect(await failureOf(replaceFile(join(directory, "file/page.html"), ""), directory)).toBe(
        `WN1343 the results cannot be written to "OUT/file/page.html": a part of its path is a file${hint}`,
      );
      expect((await readdir(directory)).sort()).toEqual(["file", "taken"]);
    }));
});

describe.each([
  ["links", true],
  ["copies", false],
])("replaceResultFile in a result published as %s", (_, links) => {
  it("replaces a file or adds one, and keeps the others", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { links });
      const result = await resultDirectory(directory);
      for (const text of ["one", "two"]) {
        await replaceResultFile({ directory, result, name: "report.html", text, signal });
        expect(await contentOf(directory)).toEqual({ ...RESULT("A"), "report.html": text });
        expect(await readFile(join(result, "report.html"), "utf8")).toBe(text);
      }
      expect((await lstat(join(directory, "report.html"))).isSymbolicLink()).toBe(links);
      expect(await runsIn(directory)).toEqual(["RUN", "current"]);
      await write(directory, "B", { links });
      expect(await contentOf(directory)).toEqual(RESULT("B"));
    }));

  it("refuses when another run has replaced the result", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { links });
      const result = await resultDirectory(directory);
      await write(directory, "B", { links });
      const replaced = replaceResultFile({ directory, result, name: "report.html", text: "A", signal });
      expect(await failureOf(replaced, directory)).toBe(
        'WN1344 another run replaced the result in "OUT" in the meantime\n  Start the command again.',
      );
      expect(await contentOf(directory)).toEqual(RESULT("B"));
    }));

  it("refuses a name that a user's file has", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { links });
      await writeFile(join(directory, "report.html"), "mine");
      const result = await resultDirectory(directory);
      const refused = replaceResultFile({ directory, result, name: "report.html", text: "A", signal });
      expect(await failureOf(refused, directory)).toMatch(/^WN1340 /);
      expect((await contentOf(directory))["report.html"]).toBe("mine");
    }));
});

describe("resultDirectory", () => {
  it("is the directory itself where Winnow 0.1 wrote, and its files are replaced there", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "report.html"), "one");
      expect(await resultDirectory(directory)).toBe(directory);
      await replaceResultFile({ directory, result: directory, name: "report.html", text: "two", signal });
      expect(await contentOf(directory)).toEqual({ "report.html": "two" });
    }));
});

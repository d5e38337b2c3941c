import { mkdir, readdir, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openOutput } from "../../src/output/open-output.ts";
import { inputPaths } from "../../src/output/input-paths.ts";
import type { Profile } from "../../src/profile/types.ts";
import { contentOf, failureOf, inDirectory, manifestOf, registryOf, write } from "./support.ts";

const open = (directory: string, parts: Partial<Parameters<typeof openOutput>[0]> = {}): Promise<unknown> =>
  openOutput({ directory, sinks: [], registry: registryOf(), inputs: [], ...parts });
const one = (path: string): { use: string; with: { path: string } } => ({ use: "one", with: { path } });

describe("openOutput", () => {
  it("creates nothing", () =>
    inDirectory(async (directory) => {
      await open(join(directory, "out"));
      expect(await readdir(directory)).toEqual([]);
    }));

  it("refuses a directory that cannot be one", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "file"), "");
      expect(await failureOf(open(join(directory, "file/out")), directory)).toBe(
        'WN2003 results cannot be written to "OUT/file/out": "OUT/file" is not a directory\n' +
          "  Choose another directory with --out DIR. No event was read.",
      );
      await writeFile(join(directory, ".runs"), "");
      expect(await failureOf(open(directory), directory)).toMatch(
        /^WN2003 results cannot be written to "OUT\/\.runs": it is not a directory\n/,
      );
    }));

  it("refuses a link to a directory that does not exist", () =>
    inDirectory(async (directory) => {
      await symlink("nowhere", join(directory, "link"));
      await symlink("loop", join(directory, "loop"));
      const hint = "\n  Choose another directory with --out DIR. No event was read.";
      expect(await failureOf(open(join(directory, "link")), directory)).toBe(
        `WN2003 results cannot be written to "OUT/link": it is a link to a directory that does not exist${hint}`,
      );
      expect(await failureOf(open(join(directory, "loop/out")), directory)).toBe(
        `WN2003 results cannot be written to "OUT/loop/out": "OUT/loop" is a link to a directory that does not exist${hint}`,
      );
    }));

  it("refuses a user's rejects.csv, whether this run rejects records or not", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "rejects.csv"), "mine");
      const text =
        'WN1340 "OUT/rejects.csv" is a file that Winnow did not write\n' +
        "  Move it away, or choose another directory with --out DIR.";
      expect(await failureOf(open(directory), directory)).toBe(text);
      // Beside results of Winnow 0.1 that rejected no record: they had no rejects.csv.
      await writeFile(join(directory, "manifest.json"), JSON.stringify(manifestOf("A", { rejected: 0 })));
      await writeFile(join(directory, "clusters.csv"), "");
      expect(await failureOf(open(directory), directory)).toBe(text);
      expect(await readFile(join(directory, "rejects.csv"), "utf8")).toBe("mine");
    }));

  it.each(["{", "{}", "null", '{"name":"site","manifest_version":3}'])(
    "refuses a manifest.json that is not Winnow's: %s",
    (text) =>
      inDirectory(async (directory) => {
        await writeFile(join(directory, "manifest.json"), text);
        expect(await failureOf(open(directory), directory)).toMatch(/^WN1340 "OUT\/manifest.json" is a file/);
        expect(await readFile(join(directory, "manifest.json"), "utf8")).toBe(text);
      }),
  );

  it("refuses a file, a link or a directory that has the name of a sink's file", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "mine.csv"), "mine");
      await symlink("/etc/hosts", join(directory, "link.csv"));
      await mkdir(join(directory, "clusters"));
      await writeFile(join(directory, "file"), "mine");
      const problem = (path: string): Promise<string> => failureOf(open(directory, { sinks: [one(path)] }), directory);
      expect(await problem("mine.csv")).toMatch(/^WN1340 "OUT\/mine.csv" is a file that/);
      expect(await problem("link.csv")).toMatch(/^WN1340 "OUT\/link.csv" is a link that/);
      expect(await problem("clusters")).toMatch(/^WN1340 "OUT\/clusters" is a directory that/);
      expect(await problem("file/x.csv")).toMatch(/^WN1340 "OUT\/file" is a file that/);
    }));

  it("accepts what Winnow 0.1 wrote, with the files of its sinks", () =>
    inDirectory(async (directory) => {
      const sinks = [one("sub/mine.csv")];
      await mkdir(join(directory, "sub"));
      for (const name of ["clusters.csv", "assignments.csv", "sub/mine.csv"])
        await writeFile(join(directory, name), "A");
      await writeFile(join(directory, "manifest.json"), JSON.stringify(manifestOf("A", { sinks })));
      await write(directory, "B", { sinks });
      expect(await readFile(join(directory, "sub/mine.csv"), "utf8")).toBe("sub/mine.csv of B\n");
    }));

  it("refuses an input that the results would replace, by whatever name", () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, "clusters.csv"), "events");
      await symlink("clusters.csv", join(directory, "events.csv"));
      const text = (input: string): string =>
        `WN1341 the results in "OUT" would replace the input "OUT/${input}"\n  Choose another directory with --out DIR.`;
      for (const input of ["clusters.csv", "events.csv"]) {
        expect(await failureOf(open(directory, { inputs: [join(directory, input)] }), directory)).toBe(text(input));
      }
      await writeFile(join(directory, "other.csv"), "events");
      const inputs = [join(directory, "other.csv")];
      const beside = { sinks: [one("../other.csv")], inputs };
      expect(await failureOf(open(join(directory, "out"), beside), directory)).toMatch(/^WN1341 /);
      await expect(open(join(directory, "out"), { inputs })).resolves.toMatchObject({
        directory: join(directory, "out"),
      });
    }));

  it("refuses an input that is a file of the previous result", () =>
    inDirectory(async (directory) => {
      await write(directory, "A", { sinks: [one("mine.csv")] });
      const real = await realpath(join(directory, "mine.csv"));
      for (const input of [join(directory, "mine.csv"), real]) {
        expect(await failureOf(open(directory, { inputs: [input] }), directory)).toMatch(/^WN1341 /);
      }
      // Which files match a pattern shows only when they are read.
      const read = [join(directory, "mine.csv")];
      expect(await failureOf(write(directory, "B", { read }), directory)).toMatch(/^WN1341 /);
      expect((await contentOf(directory))["mine.csv"]).toBe("mine.csv of A\n");
    }));

  it.each([
    ["manifest.json", "is a standard file of every run"],
    ["./clusters.csv", "is a standard file of every run"],
    ["", "is empty"],
    ["a\0b", "contains a null character"],
    ["sub/", "is a directory"],
    ["..", "is a directory"],
    [".runs/x.csv", "is where Winnow keeps its runs"],
    ["clusters.csv/x", 'cannot exist beside "clusters.csv"'],
  ])("refuses %j as the path of a sink", (path, problem) =>
    inDirectory(async (directory) => {
      expect(await failureOf(open(directory, { sinks: [one(path)] }), directory)).toBe(
        `WN1342 sink "one": ${JSON.stringify(path)} ${problem}\n  Give the sink another path.`,
      );
    }),
  );

  it("refuses two sinks with one path, however it is written", () =>
    inDirectory(async (directory) => {
      const sinks = [one("x.csv"), one(join(directory, "sub/../x.csv"))];
      expect(await failureOf(open(directory, { sinks }), directory)).toMatch(
        /^WN1342 sink "one": "OUT\/x.csv" is the path of sink "one" too\n/,
      );
    }));

  it("refuses a sink that does not exist or refuses its options", () =>
    inDirectory(async (directory) => {
      await expect(open(directory, { sinks: [{ use: "on" }] })).rejects.toMatchObject({ code: "WN1206" });
      await expect(open(directory, { sinks: [{ use: "one", with: { path: 3 } }] })).rejects.toMatchObject({
        code: "WN1205",
      });
    }));
});

describe("inputPaths", () => {
  it("returns the files of a source, those of a pattern by name; a file's own name may look like one", () =>
    inDirectory(async (directory) => {
      await mkdir(join(directory, "g[x]"));
      for (const name of ["a.csv", "b.csv", "g[x]/c.csv"]) await writeFile(join(directory, name), "");
      const of = (path: unknown): Promise<readonly string[]> =>
        inputPaths({ source: { use: "files", with: { path } } } as unknown as Profile, directory);
      expect(await of("a.csv")).toEqual([join(directory, "a.csv")]);
      expect(await of(["*.csv", "none.csv", join(directory, "g[x]/c.csv")])).toEqual(
        ["a.csv", "b.csv", "g[x]/c.csv"].map((name) => join(directory, name)),
      );
      expect(await of(undefined)).toEqual([]);
    }));
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesOf } from "../../src/files/paths.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "winnow-test-"));
  for (const name of ["b.csv", "a.csv", "a[1].csv", "sub/c.csv", "sub/d.json", "events.csv.gz"]) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), "a\n");
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const found = async (...paths: string[]): Promise<string[]> =>
  (await filesOf(paths, folder)).map((path) => path.slice(folder.length + 1));

const refusal = async (path: string): Promise<string> =>
  filesOf([path], folder).then(
    () => "accepted",
    (error) => error.format(),
  );

describe("input paths", () => {
  it("keep the order of the list, and name order within a pattern", async () => {
    expect(await found("b.csv", "*.csv")).toEqual(["b.csv", "a.csv", "a[1].csv"]);
    expect(await found("**/*.{csv,json}")).toEqual(["a.csv", "a[1].csv", "b.csv", "sub/c.csv", "sub/d.json"]);
  });

  it("name a file before they are taken for a pattern", async () => {
    expect(await found("a[1].csv")).toEqual(["a[1].csv"]);
  });

  it("may be absolute", async () => {
    expect(await found(join(folder, "a.csv"), join(folder, "sub", "*.csv"))).toEqual(["a.csv", "sub/c.csv"]);
  });

  it("of a missing file are refused with the nearest name", async () => {
    expect(await refusal("event.csv.gz")).toBe(
      `WN1501 there is no file ${join(folder, "event.csv.gz")}\n` +
        `  Did you mean "events.csv.gz"? Paths in a profile start from its folder.`,
    );
    expect(await refusal("nowhere/x.csv")).toBe(
      `WN1501 there is no file ${join(folder, "nowhere/x.csv")}\n` +
        `  There is no folder ${join(folder, "nowhere")} either. Paths in a profile start from its folder.`,
    );
  });

  it("of a directory are refused", async () => {
    expect(await refusal("sub")).toBe(
      `WN1502 ${join(folder, "sub")} is a directory\n  Name its files, for example ${join(folder, "sub")}/*.csv.`,
    );
  });

  it("that match nothing are refused", async () => {
    expect(await refusal("*.parquet")).toBe(
      `WN1503 no file matches *.parquet\n  Patterns start from ${folder}; * stands for part of a name, ** for any folders.`,
    );
  });
});

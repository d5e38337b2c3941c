import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadProfile } from "../../src/profile/load.ts";
import { registryOf } from "./support.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "winnow-check-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function problemsOf(sinks: string): Promise<readonly string[]> {
  const file = join(directory, "p.yaml");
  await writeFile(file, `profile: winnow/v1\nname: p\nfeatures: []\nsinks:\n${sinks}`);
  const { problems } = await loadProfile({ path: file }, { registry: registryOf() });
  return problems
    .filter(({ where }) => (where.line ?? 0) > 3)
    .map((problem) =>
      problem
        .format()
        .split("\n")[0]!
        .replace(/^.*p\.yaml/, "DIR/p.yaml"),
    );
}

describe("The check of a profile", () => {
  it("names the place of a sink path that is a standard file or another sink's", async () => {
    const lines = [
      "{ use: one, with: { path: manifest.json } }",
      "{ use: one, with: { path: x.csv } }",
      "{ use: one, with: { path: ./sub/../x.csv } }",
      "{ use: one, with: { path: x.csv/y } }",
      "{ use: one }",
      "{ use: one, with: { path: one.csv } }",
    ];
    expect(await problemsOf(lines.map((line) => `  - ${line}\n`).join(""))).toEqual([
      'DIR/p.yaml:5:25 WN1342 sinks.0.with.path: "manifest.json" is a standard file of every run',
      'DIR/p.yaml:7:25 WN1342 sinks.2.with.path: "./sub/../x.csv" is the path of sink "one" too',
      'DIR/p.yaml:8:25 WN1342 sinks.3.with.path: "x.csv/y" cannot exist beside "x.csv"',
      'DIR/p.yaml:10:25 WN1342 sinks.5.with.path: "one.csv" is the path of sink "one" too',
    ]);
  });

  it("accepts paths of other directories and of several names", async () => {
    const lines = ["x.csv", "sub/x.csv", "../x.csv", "/tmp/x.csv"].map(
      (path) => `  - { use: one, with: { path: ${path} } }\n`,
    );
    expect(await problemsOf(lines.join(""))).toEqual([]);
  });
});

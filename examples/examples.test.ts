import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "@winnow/cli";
import { afterAll, describe, expect, it } from "vitest";
import { exampleData } from "./generate.mjs";
import { parseCsv } from "./parse-csv.ts";

/** What must come out of an example. */
interface Expected {
  readonly events: {
    readonly read: number;
    readonly rejected: number;
    readonly filtered: number;
    readonly clustered: number;
  };
  readonly groups: number;
  readonly points: number;
  readonly clusters: number;
  readonly noise: number;
  readonly rows: number;
  /** For each of these exactly one row of clusters.csv has these values. */
  readonly shown: readonly Readonly<Record<string, string>>[];
}

const here = fileURLToPath(new URL(".", import.meta.url));
// Those that ask a service have a test of their own beside them.
const examples = readdirSync(here).filter((name) => existsSync(join(here, name, "data")));
const out = mkdtempSync(join(tmpdir(), "winnow-examples-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

async function runExample(name: string): Promise<Expected> {
  let stdout = "";
  let stderr = "";
  const io = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    environment: {},
    signal: new AbortController().signal,
  };
  const argv = ["run", join(here, name, "profile.yaml"), "--out", join(out, name), "--json", "--quiet"];
  expect({ exitCode: await main(argv, io), stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout) as Expected;
}

describe.each(examples)("%s", (name) => {
  const expected = JSON.parse(readFileSync(join(here, name, "expected.json"), "utf8")) as Expected;

  it("gives the expected counts, with every event accounted for, and shows what must be seen", async () => {
    const { events, groups, points, clusters, noise, rows } = await runExample(name);
    const shown = expected.shown;
    expect({ events, groups, points, clusters, noise, rows, shown }).toEqual(expected);
    const table = parseCsv(readFileSync(join(out, name, "clusters.csv"), "utf8"));
    const found = shown.map((wanted) => ({
      ...wanted,
      rows: table.filter((row) => Object.entries(wanted).every(([column, value]) => row[column] === value)).length,
    }));
    expect(found).toEqual(shown.map((wanted) => ({ ...wanted, rows: 1 })));
  });
});

describe("the script of api-with-arquero", () => {
  const needs = existsSync(join(here, "../packages/cli/dist/index.js")) ? "" : " (needs `npm run build`)";
  it.skipIf(needs !== "")(`prints what a run and arquero's verbs make of the job log${needs}`, () => {
    const folder = join(here, "api-with-arquero");
    const target = join(out, "script");
    const printed = execFileSync(process.execPath, [join(folder, "script.mjs"), target], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(printed).toBe(readFileSync(join(folder, "expected.txt"), "utf8"));
  });
});

describe("the generator", () => {
  it.each(Object.entries(exampleData()))("makes %s anew, byte for byte", (path, text) => {
    expect(readFileSync(join(here, path), "utf8") === text).toBe(true);
  });
});

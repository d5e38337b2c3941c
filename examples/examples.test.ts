import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "@winnow/cli";
import { afterAll, describe, expect, it } from "vitest";
import { found, type Expected } from "./expected.ts";
import { exampleData } from "./generate.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
// Those that ask a service have a test of their own beside them.
const examples = readdirSync(here).filter((name) => existsSync(join(here, name, "data")));
const out = mkdtempSync(join(tmpdir(), "winnow-examples-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** What the command prints. */
async function runExample(name: string): Promise<string> {
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
  return stdout;
}

describe.each(examples)("%s", (name) => {
  const expected = JSON.parse(readFileSync(join(here, name, "expected.json"), "utf8")) as Expected;

  it("gives the expected counts, with every event accounted for, and shows what must be seen", async () => {
    const printed = await runExample(name);
    const clusters = readFileSync(join(out, name, "clusters.csv"), "utf8");
    expect(found(printed, clusters, expected)).toEqual(expected);
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

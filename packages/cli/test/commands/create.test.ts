import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { PLUGIN_KINDS } from "../../src/create/plugin-files.ts";
import { inDirectory } from "../directory.ts";
import { winnow } from "../io.ts";

const packages = fileURLToPath(new URL("../../../", import.meta.url));
const built = existsSync(join(packages, "testkit/dist/index.js"));

/** What `npm install` would put there, out of this repository. */
function install(directory: string): void {
  const scope = join(directory, "node_modules/@winnow");
  mkdirSync(scope, { recursive: true });
  for (const name of ["core", "testkit"]) symlinkSync(join(packages, name), join(scope, name), "junction");
  const zod = dirname(createRequire(join(packages, "orchestrator/package.json")).resolve("zod/package.json"));
  symlinkSync(zod, join(directory, "node_modules/zod"), "junction");
}

/** Runs the package's own tests, as `npm test` does. */
async function ownTests(directory: string): Promise<{ readonly passed: number; readonly failed: number }> {
  const run = promisify(execFile);
  // A test runner that finds itself inside another one reports to it instead.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout } = await run(process.execPath, ["--test"], { cwd: directory, env }).catch(
    (error: { stdout: string }) => error,
  );
  const count = (word: string): number => Number(new RegExp(`^# ${word} (\\d+)$`, "m").exec(stdout)?.[1] ?? "-1");
  return { passed: count("pass"), failed: count("fail") };
}

describe("winnow create plugin", () => {
  const needs = built ? "" : " (needs `npm run build`)";
  it.skipIf(!built).each(PLUGIN_KINDS)(
    `writes a %s whose tests pass and with which a run finds something${needs}`,
    async (kind) => {
      await inDirectory(async (directory) => {
        const out = join(directory, "my-plugin");
        const created = await winnow(["create", "plugin", "my-plugin", "--kind", kind, "--out", out]);
        expect({ exitCode: created.exitCode, stderr: created.stderr }).toEqual({ exitCode: 0, stderr: "" });
        expect(created.stdout).toMatch(/&& npm install && npm test\n$/);
        install(out);
        const tests = await ownTests(out);
        expect(tests.failed).toBe(0);
        expect(tests.passed).toBeGreaterThan(8);
        const checked = await winnow(["check", join(out, "profile.yaml")]);
        expect({ exitCode: checked.exitCode, stderr: checked.stderr }).toEqual({ exitCode: 0, stderr: "" });
        const ran = await winnow([
          "run",
          join(out, "profile.yaml"),
          "--out",
          join(directory, "result"),
          "--json",
          "--quiet",
        ]);
        expect({ exitCode: ran.exitCode, stderr: ran.stderr }).toEqual({ exitCode: 0, stderr: "" });
        expect(JSON.parse(ran.stdout)).toMatchObject({ events: { read: 5, clustered: 5 }, rows: 2 });
        if (kind === "sink") expect(readFileSync(join(directory, "result/rows.txt"), "utf8")).toMatch(/^1\. 1 event\n/);
      });
    },
  );

  it("leaves no word of the template unfilled, and is formatted JSON where it should be", () =>
    inDirectory(async (directory) => {
      for (const kind of PLUGIN_KINDS) {
        const out = join(directory, kind);
        await winnow(["create", "plugin", "web-access", "--kind", kind, "--out", out]);
        const manifest = JSON.parse(readFileSync(join(out, "package.json"), "utf8")) as { name: string };
        expect(manifest.name).toBe("web-access");
        for (const file of ["README.md", "index.js", `${kind}.js`, "profile.yaml", "test/plugin.test.js"]) {
          expect(readFileSync(join(out, file), "utf8")).not.toMatch(/__[A-Z_]+__/);
        }
      }
    }));

  it("refuses a kind and a name that it cannot make", async () => {
    const kind = await winnow(["create", "plugin", "x", "--kind", "conector"]);
    expect(kind).toMatchObject({ exitCode: 2, stdout: "" });
    expect(kind.stderr).toBe(
      'WN2001 there is no kind of plugin "conector" to create\n' +
        "  Kinds: extractor, connector, clusterer, sink. `winnow create plugin --help` shows what there is.\n",
    );
    const name = await winnow(["create", "plugin", "My Plugin", "--kind", "sink"]);
    expect(name.stderr).toBe(
      'WN2001 "My Plugin" is no name for a plugin\n' +
        "  Write lower case words joined by hyphens: web-access. `winnow create plugin --help` shows what there is.\n",
    );
  });

  it.each([
    ["clusterer", "dbscan", "clusterer"],
    ["extractor", "auditd-process", "field map"],
  ])("refuses a %s by the name of a built-in one: %s", async (kind, name, taken) => {
    const { exitCode, stderr } = await winnow(["create", "plugin", name, "--kind", kind]);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      `WN2001 "${name}" is the name of a built-in ${taken}\n` +
        "  Choose another. `winnow create plugin --help` shows what there is.\n",
    );
  });

  it("overwrites nothing unless told to", () =>
    inDirectory(async (directory) => {
      writeFileSync(join(directory, "index.js"), "mine");
      const refused = await winnow(["create", "plugin", "mine", "--kind", "sink", "--out", directory]);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain("exists already and was left as it is");
      expect(readFileSync(join(directory, "index.js"), "utf8")).toBe("mine");
      expect(readdirSync(directory)).toEqual(["index.js"]);
      const forced = await winnow(["create", "plugin", "mine", "--kind", "sink", "--out", directory, "--force"]);
      expect(forced.exitCode).toBe(0);
      expect(readFileSync(join(directory, "index.js"), "utf8")).toContain("plugins");
    }));
});

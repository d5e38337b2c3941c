// What somebody does who has the packed packages, npm and nothing else: in an empty directory, far from this repository.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { runCommand } from "../tools/run-command.mjs";
import { found, type Expected } from "./expected.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "winnow-outsiders-"));
const app = join(home, "app");
const built = existsSync(join(here, "../packages/cli/dist/index.js"));

const OUTSIDERS = [
  { recipe: "web-user-agents", plugin: "winnow-web-access", log: "access.log" },
  { recipe: "zeek-connections", plugin: "winnow-zeek", log: "conn.log" },
];
const KINDS = ["extractor", "connector", "clusterer", "sink"];

interface Output {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A shell of that person's: nothing of this repository, of its test runner or of the npm that started it. */
async function inApp(command: string, args: readonly string[], cwd: string = app): Promise<Output> {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(package|lifecycle|command|execpath|node_execpath|config_local_prefix)|NODE_|VITEST|INIT_CWD$)/i.test(
        name,
      ),
  );
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  const env = { ...Object.fromEntries(inherited), PATH: path.join(delimiter), CI: "true", NO_COLOR: "1" };
  const shell = process.platform === "win32";
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args, { cwd, env, shell, maxBuffer: 1 << 26 });
    return { exitCode: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout = "", stderr = "", message } = error as Output & { code?: unknown; message: string };
    return { exitCode: typeof code === "number" ? code : -1, stdout, stderr: stderr || message };
  }
}

const npm = (...args: readonly string[]): Promise<Output> =>
  inApp("npm", [...args, "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]);
/** The command as it was installed: npx itself adds half a second to each. */
const winnow = (...args: readonly string[]): Promise<Output> => inApp(process.execPath, [installed, ...args]);
const installed = join(app, "node_modules/@winnow/cli/dist/main.js");

/** The counts that `node --test` ends on, added up over several packages. */
function testCounts({ stdout }: Output): { readonly passed: number; readonly failed: number } {
  const sum = (word: string): number =>
    [...stdout.matchAll(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, "gm"))].reduce((total, [, n]) => total + Number(n), 0);
  return { passed: sum("pass"), failed: sum("fail") };
}

/** Empty where everything is installed, else why it is not. */
let missing = "";

beforeAll(async () => {
  mkdirSync(app);
  if (!built) {
    missing = "needs `npm run build`";
    return;
  }
  // Asked once, with no patience: an install would try again and again for minutes.
  const asked = await npm("view", "zod", "version", "--fetch-retries=0");
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED)\b/.test(asked.stderr)) {
    missing = "the npm registry cannot be reached";
    console.log(`examples/outsiders.test.ts is skipped: ${missing}`);
    return;
  }
  const tarballs = join(home, "tarballs");
  mkdirSync(tarballs);
  const packed = await runCommand([
    "pnpm",
    "--recursive",
    "--filter",
    "./packages/*",
    "pack",
    "--pack-destination",
    tarballs,
  ]);
  if (!packed.ok) throw new Error(packed.output);
  for (const { recipe } of OUTSIDERS) {
    const folder = join(here, recipe, "plugin");
    const { exitCode, stderr } = await inApp("npm", ["pack", "--pack-destination", tarballs], folder);
    if (exitCode !== 0) throw new Error(stderr);
  }
  writeFileSync(join(app, "package.json"), '{ "private": true, "type": "module", "workspaces": ["created/*"] }\n');
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  const install = await npm("install", ...files);
  if (install.exitCode !== 0) throw new Error(install.stderr);
}, 300_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Skips where nothing could be installed, with the reason. */
function needsInstall({ skip }: TestContext): void {
  skip(missing !== "", missing);
}

describe("the packed packages", () => {
  it("are all there, and each can be imported", async (context) => {
    needsInstall(context);
    const names = readdirSync(join(here, "../packages")).filter((name) =>
      existsSync(join(here, "../packages", name, "package.json")),
    );
    const imports = names.map((name) => `await import("@winnow/${name}");`).join("\n");
    writeFileSync(join(app, "imports.js"), `${imports}\n`);
    expect(await inApp(process.execPath, ["imports.js"])).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("run the main job on a file, and make its report anew", async (context) => {
    needsInstall(context);
    cpSync(join(here, "windows-processes/data/processes.csv"), join(app, "processes.csv"));
    const expected = JSON.parse(readFileSync(join(here, "windows-processes/expected.json"), "utf8")) as Expected;
    const { exitCode, stdout, stderr } = await winnow(
      "run",
      "windows-processes",
      "processes.csv",
      "--out",
      "main",
      "--json",
      "--quiet",
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect((JSON.parse(stdout) as Expected).events).toEqual(expected.events);
    const report = join(app, "main/report.html");
    const made = readFileSync(report, "utf8");
    rmSync(report);
    expect(await winnow("report", "main")).toMatchObject({ exitCode: 0 });
    const again = readFileSync(report, "utf8");
    expect(Math.abs(again.length - made.length)).toBeLessThan(500);
    expect(again).toMatch(/^<!doctype html>/i);
  });

  it("run a recipe, check a profile, and answer to npx", async (context) => {
    needsInstall(context);
    const expected = JSON.parse(readFileSync(join(here, "windows-logons/expected.json"), "utf8")) as Expected;
    const ran = await winnow("recipes", "run", "windows-logons", "--out", "logons", "--json", "--quiet");
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect(found(ran.stdout, readFileSync(join(app, "logons/clusters.csv"), "utf8"), expected)).toEqual(expected);
    expect(await winnow("check", "windows-processes")).toMatchObject({ exitCode: 0 });
    const version = await inApp("npx", ["--no", "winnow", "--version"]);
    expect(version).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as unknown });
  });

  it("run a recipe with a plugin of its own where they are installed", async (context) => {
    needsInstall(context);
    for (const { recipe } of OUTSIDERS) {
      const ran = await winnow("recipes", "run", recipe, "--out", `recipe-${recipe}`, "--json", "--quiet");
      expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    }
  });

  it("run from a script that goes on with arquero", async (context) => {
    needsInstall(context);
    cpSync(join(here, "api-with-arquero"), join(app, "api"), { recursive: true });
    const { stdout, exitCode } = await inApp(process.execPath, ["api/script.mjs", "api-out"]);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: readFileSync(join(here, "api-with-arquero/expected.txt"), "utf8"),
    });
  });
});

describe.each(OUTSIDERS)("the plugin $plugin", ({ recipe, plugin, log }) => {
  it("is packed without its tests and passes them on what is installed", async (context) => {
    needsInstall(context);
    expect(readdirSync(join(app, "node_modules", plugin))).not.toContain("test");
    const folder = join(app, "sources", plugin);
    cpSync(join(here, recipe, "plugin"), folder, { recursive: true });
    const output = await inApp("npm", ["test"], folder);
    const { passed, failed } = testCounts(output);
    expect({ ...output, failed }).toMatchObject({ exitCode: 0, failed: 0 });
    expect(passed).toBeGreaterThan(30);
  });

  it("runs the profile of its README on such a log", async (context) => {
    needsInstall(context);
    const readme = readFileSync(join(app, "node_modules", plugin, "README.md"), "utf8");
    const profile = /^```yaml\n([^]*?)^```$/m.exec(readme)?.[1] ?? "";
    const folder = join(app, "readme", plugin);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "profile.yaml"), profile);
    cpSync(join(here, recipe, "data", log), join(folder, log));
    const ran = await winnow("run", `readme/${plugin}/profile.yaml`, "--out", `readme-${plugin}`, "--json", "--quiet");
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect((JSON.parse(ran.stdout) as Expected).events.clustered).toBeGreaterThan(500);
  });

  it(`runs ${recipe} under its name, and gives what is expected`, async (context) => {
    needsInstall(context);
    const folder = join(app, "recipes", recipe);
    cpSync(join(here, recipe, "data"), join(folder, "data"), { recursive: true });
    const profile = readFileSync(join(here, recipe, "profile.yaml"), "utf8");
    const byPath = 'plugins: ["./plugin/index.js"]';
    expect(profile).toContain(byPath);
    writeFileSync(join(folder, "profile.yaml"), profile.replace(byPath, `plugins: ["${plugin}"]`));
    const ran = await winnow("run", `recipes/${recipe}/profile.yaml`, "--out", recipe, "--json", "--quiet");
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    const expected = JSON.parse(readFileSync(join(here, recipe, "expected.json"), "utf8")) as Expected;
    expect(found(ran.stdout, readFileSync(join(app, recipe, "clusters.csv"), "utf8"), expected)).toEqual(expected);
  });
});

describe("winnow create plugin", () => {
  it("writes packages of all kinds that install with npm, pass their tests, and run", async (context) => {
    needsInstall(context);
    for (const kind of KINDS) {
      const created = await winnow("create", "plugin", `my-${kind}`, "--kind", kind, "--out", `created/my-${kind}`);
      expect(created).toMatchObject({ exitCode: 0, stderr: "" });
    }
    expect(await npm("install")).toMatchObject({ exitCode: 0 });
    const output = await npm("test", "--workspaces");
    expect({ ...output, ...testCounts(output) }).toMatchObject({ exitCode: 0, failed: 0 });
    for (const kind of KINDS) {
      const ran = await winnow("run", `created/my-${kind}/profile.yaml`, "--out", kind, "--json", "--quiet");
      expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
      expect(JSON.parse(ran.stdout)).toMatchObject({ events: { read: 5, clustered: 5 }, rows: 2 });
    }
  });
});

describe("a log that nobody has prepared anything for", () => {
  const source = join(here, "../testdata/outsiders/badges");

  it("goes from nothing to a ranked report in fewer than 60 lines of code", async (context) => {
    needsInstall(context);
    const code = ["plugin.js", "profile.yaml"].flatMap((name) =>
      readFileSync(join(source, name), "utf8")
        .split("\n")
        .filter((line) => !/^\s*(?:$|#|\/\/|\/?\*)/.test(line)),
    );
    expect(code.length).toBeLessThan(60);
    cpSync(source, join(app, "badges"), { recursive: true });
    const ran = await winnow("run", "badges/profile.yaml", "--out", "badges-out", "--json", "--quiet");
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(ran.stdout)).toMatchObject({ events: { read: 122, rejected: 1, clustered: 121 }, rows: 3 });
    const [, first = ""] = readFileSync(join(app, "badges-out/clusters.csv"), "utf8").split("\n");
    expect(first).toMatch(/^1,-1,1,.*was denied.*,archive,B-1013,in,denied,/);
    expect(existsSync(join(app, "badges-out/report.html"))).toBe(true);
  });

  it("passes connectorChecks and extractorChecks", async (context) => {
    needsInstall(context);
    cpSync(source, join(app, "badges"), { recursive: true });
    const output = await inApp(process.execPath, ["--test"], join(app, "badges"));
    expect(testCounts(output)).toEqual({ passed: 27, failed: 0 });
  });
});

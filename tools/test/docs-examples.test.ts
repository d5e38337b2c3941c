import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "../run-command.mjs";
import { allPages, readPage, type Block } from "./docs/pages.ts";
import { checkProfile, isProfile, placeholders } from "./docs/profiles.ts";
import { makeSandbox, temporaryDirectory, type Sandbox } from "./docs/sandbox.ts";
import { runScript, typeComplaints } from "./docs/scripts.ts";
import { asInstalled, printed, runStep, steady, stepsOf } from "./docs/shell.ts";

/** Pages made by `npm run docs`, which checks them: what they show comes from the code. */
const GENERATED = /^docs\/(commands\.md|errors\.md|reference\/api)/;
const pages = allPages()
  // Plugins in examples are installed and tested as packages.
  .filter((path) => !GENERATED.test(path) && !/^examples\/[^/]+\/[^/]+\//.test(path))
  .map(readPage)
  .filter(({ blocks }) => blocks.length > 0);

const built = existsSync(join(root, "packages/cli/dist/main.js"));
const temporary = temporaryDirectory();
const notRun: string[] = [];
let complaints: ReadonlyMap<Block, string> = new Map();

beforeAll(async () => {
  const scripts = pages.flatMap(({ blocks }) => blocks).filter(isChecked);
  const directory = join(temporary.path, "types");
  makeSandbox(temporary.path, "types");
  complaints = await typeComplaints(scripts, directory);
});
afterAll(() => {
  temporary.remove();
  if (notRun.length > 0) console.info(`Blocks that were not run:\n${notRun.join("\n")}`);
});

/** Whether the compiler looks at a block: files that import each other stand where their page puts them. */
function isChecked({ language, file, text }: Block): boolean {
  return ["ts", "js"].includes(language) && !(file !== undefined && /from "\.\.?\//.test(text));
}

const needs = built ? "" : " (needs `npm run build`)";
describe.skipIf(needs !== "").each(pages.map((page) => [page.path, page] as const))(
  `%s${needs}`,
  (path, { blocks }) => {
    let sandbox: Sandbox;
    beforeAll(() => {
      sandbox = makeSandbox(temporary.path, path);
    });

    // oxlint-disable-next-line vitest/expect-expect -- what is expected stands in `holds`
    it.each(blocks.map((block) => [block.language || "text", block.line, block] as const))(
      "%s on line %i holds",
      async (_language, _line, block) => {
        await holds(block, sandbox);
      },
    );
  },
);

async function holds(block: Block, sandbox: Sandbox): Promise<void> {
  if (block.file !== undefined) save(block.file, block.text, sandbox);
  if (block.marks.has("no-run") || block.marks.has("check-only")) {
    expect(block.reason, 'a block that is not run says why: reason="…"').toBeTruthy();
    notRun.push(`${block.page}:${block.line} ${block.reason}`);
    if (block.marks.has("check-only")) await checksOut(block, sandbox);
    expect(goneFrom(block.text), "commands of the checkout that are not there").toEqual([]);
    return;
  }
  if (["sh", "console"].includes(block.language)) return runs(block, sandbox);
  if (block.language === "yaml" && !isProfile(block.text)) parse(block.text);
  else if (block.language === "yaml") {
    expect(await checkProfile(block.text, `block-${block.line}.yaml`, sandbox)).toBe("");
  } else if (block.language === "json") JSON.parse(block.text);
  else if (["ts", "js"].includes(block.language)) await script(block, sandbox);
  else expect(["", "text"], 'a language that nothing checks needs a mark: no-run reason="…"').toContain(block.language);
}

/** What a block would start that the checkout has not: programs by their path, scripts by their name. */
function goneFrom(text: string): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
  const programs = [...text.matchAll(/^node ([a-z][\w/.-]*)/gm)].map(([, path]) => String(path));
  const named = [...text.matchAll(/^npm run (?:-s )?([a-z:]+)/gm)].map(([, name]) => String(name));
  return [...programs.filter((path) => !existsSync(join(root, path))), ...named.filter((name) => !(name in scripts))];
}

function save(name: string, text: string, sandbox: Sandbox): void {
  const file = join(sandbox.cwd, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function runs(block: Block, sandbox: Sandbox): Promise<void> {
  for (const step of stepsOf(block.language, block.text)) {
    const ran = await runStep(step, sandbox);
    expect({
      command: step.command,
      exitCode: ran.exitCode,
      stderr: ran.exitCode === step.exitCode ? "" : ran.stderr,
    }).toEqual({ command: step.command, exitCode: step.exitCode, stderr: "" });
    if (step.output.length === 0) continue;
    const output = ran.stdout + (ran.exitCode === 0 ? "" : ran.stderr);
    // Shown side by side where they differ.
    if (!printed(output, step.output)) {
      expect(output.split("\n").map(steady).join("\n")).toBe(step.output.map(steady).join("\n"));
    }
  }
}

/** Of commands that need what a test has not: the profile that they name, with the same settings, is in order. */
async function checksOut(block: Block, sandbox: Sandbox): Promise<void> {
  for (const step of stepsOf(block.language, block.text)) {
    const command = asInstalled(step.command);
    if (command.startsWith("export ")) await runStep(step, sandbox);
    const [, profile, options = ""] = /^winnow (?:run|check|plan|tune)(?: --connect)? (\S+)(.*)/.exec(command) ?? [];
    if (profile === undefined) continue;
    const kept = [...options.matchAll(/--(set|since|until) ('[^']*'|\S+)/g)].map(([option]) => option).join(" ");
    const environment = { ...placeholders(textOf(profile, sandbox)), ...sandbox.environment };
    const ran = await runStep(
      { command: `winnow check ${profile} ${kept}`, exitCode: 0, output: [] },
      { ...sandbox, environment },
    );
    expect({ command, exitCode: ran.exitCode, stderr: ran.stderr }).toMatchObject({ command, exitCode: 0 });
  }
}

/** A profile and what it extends. */
function textOf(profile: string, sandbox: Sandbox): string {
  const file = join(sandbox.cwd, profile);
  if (!existsSync(file)) return "";
  const text = readFileSync(file, "utf8");
  const base = /^extends: (\S+)/m.exec(text)?.[1];
  return base === undefined ? text : text + textOf(join(dirname(profile), base), sandbox);
}

async function script(block: Block, sandbox: Sandbox): Promise<void> {
  expect(complaints.get(block) ?? "").toBe("");
  // Scripts that are saved are run by a command of their page.
  if (block.file !== undefined) return;
  if (block.language !== "js" || block.given.size > 0 || !built) return;
  const output = runScript(block.text, sandbox.directory, block.line);
  const page = pages.find(({ path }) => path === block.page)!;
  const next = page.blocks[page.blocks.indexOf(block) + 1];
  if (next?.marks.has("output") === true) expect(output).toBe(next.text);
}

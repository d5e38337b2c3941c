import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { main } from "@winnow/cli";
import { within, type Sandbox } from "./sandbox.ts";

/** One command of a block, with what the page says it prints. */
export interface Step {
  readonly command: string;
  readonly exitCode: number;
  /** Lines of a `console` block below the command; `…` stands for any number of lines. */
  readonly output: readonly string[];
}

/** The commands of a `sh` block, or of a `console` block (`$ command`, then what it prints). */
export function stepsOf(language: string, text: string): readonly Step[] {
  const lines = text.replaceAll(/\\\n\s*/g, "").split("\n");
  if (language !== "console") return lines.filter((line) => !/^\s*(#|$)/.test(line)).map((line) => step(line, []));
  const steps: Step[] = [];
  for (const line of lines.slice(0, -1)) {
    const command = /^\$ (.*)/.exec(line)?.[1];
    if (command !== undefined) steps.push(step(command, []));
    else (steps.at(-1)?.output as string[] | undefined)?.push(line);
  }
  return steps;
}

function step(line: string, output: string[]): Step {
  const [, command = line, comment = ""] = /^(.*?)\s+#\s+(.*)$/.exec(line) ?? [];
  return { command: command.trim(), exitCode: Number(/^exit code (\d+)/.exec(comment)?.[1] ?? 0), output };
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command as a reader would, in the page's sandbox: `winnow` in this process, the rest by a shell. */
export async function runStep({ command }: Step, sandbox: Sandbox): Promise<Ran> {
  const line = asInstalled(command);
  const [name = "", ...args] = words(line, sandbox.environment) ?? [];
  if (name === "cd") return enter(args[0] ?? "", sandbox);
  if (name === "export") return setVariables(args, sandbox);
  if (name === "npm")
    return sandbox.cwd === sandbox.directory ? knownScript(args, sandbox.packageJson) : ownScript(args, sandbox);
  // Where a page writes plugins, each command is a process of its own: modules that were loaded stay as they were.
  if (name === "winnow" && sandbox.cwd === sandbox.directory) return winnow(args, sandbox);
  return shell(line, sandbox);
}

/** In a checkout `npm run -s winnow -- …` does what `winnow …` does where it is installed. */
export function asInstalled(command: string): string {
  return command.replaceAll("npm run -s winnow -- ", "winnow ");
}

function enter(directory: string, sandbox: Sandbox): Ran {
  const target = join(sandbox.cwd, directory);
  if (existsSync(target)) sandbox.cwd = target;
  return existsSync(target) ? NOTHING : { exitCode: 1, stdout: "", stderr: `no directory ${directory}` };
}

const NOTHING: Ran = { exitCode: 0, stdout: "", stderr: "" };

function setVariables(assignments: readonly string[], { environment }: Sandbox): Ran {
  for (const assignment of assignments) {
    const [name = "", ...value] = assignment.split("=");
    // What the reader fills in.
    if (!value.join().includes("…")) environment[name] = value.join("=");
  }
  return NOTHING;
}

/** Scripts are not run from within the tests that one of them runs; that they exist is checked. */
function knownScript(args: readonly string[], packageJson: string): Ran {
  const name = args[0] === "run" ? args[1] : args[0];
  const { scripts } = JSON.parse(readFileSync(packageJson, "utf8")) as { scripts: object };
  if (name !== undefined && (name in scripts || args.join(" ") === "install")) return NOTHING;
  return { exitCode: 1, stdout: "", stderr: `${packageJson} has no script ${name}` };
}

/** A script of a package that the page made. What it depends on is there already, from this checkout. */
function ownScript(args: readonly string[], sandbox: Sandbox): Ran {
  if (args.join(" ") === "install") return NOTHING;
  const { scripts } = JSON.parse(readFileSync(join(sandbox.cwd, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  const command = scripts[args.at(-1) ?? ""];
  return command === undefined ? knownScript(args, join(sandbox.cwd, "package.json")) : shell(command, sandbox);
}

async function winnow(argv: readonly string[], { cwd, environment }: Sandbox): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const exitCode = await within(cwd, environment, () =>
    main(argv, {
      stdout: { write: (text) => (stdout += text), columns: 110 },
      stderr: { write: (text) => (stderr += text), columns: 110 },
      environment: { NO_COLOR: "1", ...environment },
      signal: new AbortController().signal,
    }),
  );
  return { exitCode, stdout, stderr };
}

function shell(line: string, { cwd, directory, environment }: Sandbox): Ran {
  const path = [join(directory, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
  const env = { ...process.env, ...environment, NO_COLOR: "1", COLUMNS: "110", PATH: path };
  try {
    const stdout = execFileSync("bash", ["-euo", "pipefail", "-c", line], {
      cwd,
      env,
      encoding: "utf8",
      stdio: "pipe",
    });
    return { exitCode: 0, stdout, stderr: "" };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number | null; stdout: string; stderr: string };
    return { exitCode: status ?? 1, stdout, stderr };
  }
}

/** The words of a line without anything that only a shell understands; `undefined` where there is such a thing. */
function words(line: string, environment: Readonly<Record<string, string>>): readonly string[] | undefined {
  const found: string[] = [];
  for (const [, quoted, double, plain] of line.matchAll(/((?:[^\s'"]*'[^']*')+\S*)|"([^"]*)"|(\S+)/g)) {
    if (plain !== undefined && /[|<>;&`*(){}]|\$\(/.test(plain.replaceAll(/\$\{\w+\}/g, ""))) return undefined;
    if (quoted !== undefined) found.push(quoted.replaceAll("'", ""));
    else found.push(expand(double ?? plain ?? "", environment));
  }
  return found;
}

function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => environment[name] ?? whole);
}

/** Whether a command printed what the page shows, apart from times and sizes, which vary. */
export function printed(output: string, expected: readonly string[]): boolean {
  const parts = [""];
  for (const line of expected) {
    if (line.trim() === "…") parts.push("");
    else parts[parts.length - 1] += `${steady(line)}\n`;
  }
  const whole = `${output.split("\n").map(steady).join("\n").trimEnd()}\n`;
  // At the end of a line, behind a comma, it stands for the rest of the line.
  const pattern = parts
    .map((part) =>
      part
        .trimEnd()
        .replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
        .replaceAll(/(?<=,)…$/gm, ".*"),
    )
    .join("[\\s\\S]*?");
  return new RegExp(`^\\n*${pattern}\\s*$`).test(whole);
}

/** Times and sizes, which differ from one run to the next, as one. */
export function steady(line: string): string {
  return line
    .trimEnd()
    .replaceAll(/\b[\d.]+ (ms|s|kB|MB)\b/g, "N $1")
    .replaceAll(/"(open|plan|reduce|cluster|rank|fetch|write|total)":[\d.e-]+(?=[,}])/g, '"$1":N');
}

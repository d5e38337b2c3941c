import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../run-command.mjs";

/** Files that every reader has, under the names that pages use: the events of the examples. */
const READERS_FILES: Readonly<Record<string, string>> = {
  "events.csv": "windows-processes/data/processes.csv",
  "logons.csv": "windows-logons/data/logons.csv",
  "audit.log": "linux-processes/data/audit.log",
  "auth.log": "linux-logons/data/auth.log",
};

/** Folders of the checkout that commands name. They are only read. */
const FOLDERS = ["examples", "packages"];

/** A directory in which the blocks of one page run, as a reader's would. */
export interface Sandbox {
  readonly directory: string;
  /** Where the page's `cd` has led. */
  cwd: string;
  readonly environment: Record<string, string>;
  /** That of the folder to which the page belongs. */
  readonly packageJson: string;
}

/** @param page its path: the sandbox's name */
export function makeSandbox(parent: string, page: string): Sandbox {
  const directory = join(parent, page.replaceAll(/[^a-z0-9]+/gi, "-"));
  mkdirSync(join(directory, "node_modules/@winnow"), { recursive: true });
  for (const folder of FOLDERS) symlinkSync(join(root, folder), join(directory, folder), "junction");
  for (const name of readdirSync(join(root, "packages"))) {
    symlinkSync(join(root, "packages", name), join(directory, "node_modules/@winnow", name), "junction");
  }
  for (const name of ["arquero", "vitest", "zod", "@types"]) {
    const target = join(root, "node_modules", name);
    if (existsSync(target)) symlinkSync(target, join(directory, "node_modules", name), "junction");
  }
  for (const [name, source] of Object.entries(READERS_FILES)) {
    const from = join(root, "examples", source);
    if (existsSync(from)) copyFileSync(from, join(directory, name));
  }
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  writeShim(directory);
  return { directory, cwd: directory, environment: {}, packageJson: packageJsonAbove(page) };
}

function packageJsonAbove(page: string): string {
  const folders = page.split("/").slice(0, -1);
  const paths = folders.map((_, i) => join(root, ...folders.slice(0, folders.length - i), "package.json"));
  return paths.find((path) => existsSync(path)) ?? join(root, "package.json");
}

/** `winnow` for lines that need a shell. */
function writeShim(directory: string): void {
  const command = join(root, "packages/cli/dist/main.js");
  const shim = join(directory, "node_modules/.bin/winnow");
  mkdirSync(join(directory, "node_modules/.bin"));
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`);
  chmodSync(shim, 0o755);
}

export function temporaryDirectory(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "winnow-docs-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Does something in a directory and with variables of the environment that are gone afterwards. */
export async function within<T>(
  cwd: string,
  environment: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const directory = process.cwd();
  const before = { ...process.env };
  process.chdir(cwd);
  Object.assign(process.env, environment);
  try {
    return await work();
  } finally {
    process.chdir(directory);
    for (const name of Object.keys(environment)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

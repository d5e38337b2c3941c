import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { removeStale } from "./remove-stale.mjs";
import { isMain, root, runCommand } from "./run-command.mjs";
import { step } from "./step.mjs";

/** The pinned pnpm. npx brings it along for the install, which puts it beside the other tools. @type {string} */
const pnpm = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager;

/**
 * Installs what is missing and builds what changed, one line per step.
 * @param {import("./step.mjs").Output} [stream]
 * @returns {Promise<{ passed: number, failed: number }>} steps; a failed install leaves the build out
 */
export async function setup(stream) {
  const results = [];
  if (!isInstalled()) results.push(await step("install", install, stream));
  if (!results.includes(false)) results.push(await step("build", build, stream));
  return { passed: results.filter(Boolean).length, failed: results.filter((ok) => !ok).length };
}

const stamp = join(root, "node_modules", ".winnow-install");

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

async function install() {
  const wanted = fingerprint();
  const result = await runCommand(["npx", "-y", pnpm, "install", "--frozen-lockfile"]);
  if (result.ok) writeFileSync(stamp, wanted);
  return result;
}

async function build() {
  const result = await runCommand(["turbo", "run", "build", "--continue", "--output-logs=errors-only"]);
  for (const name of readdirSync(join(root, "packages"))) removeStale(join(root, "packages", name));
  return result;
}

/** Changes whenever another install would put other files in place. */
function fingerprint() {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/package.json`);
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  for (const path of ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "bench/package.json", ...packages]) {
    const file = join(root, path);
    if (existsSync(file)) hash.update(`${path}\n`).update(readFileSync(file)).update("\n");
  }
  return hash.digest("hex");
}

if (isMain(import.meta.url)) process.exitCode = (await setup()).failed === 0 ? 0 : 1;

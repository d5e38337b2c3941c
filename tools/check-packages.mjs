import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { contentFaults } from "./package-contents.mjs";
import { root, runCommand } from "./run-command.mjs";
import { step } from "./step.mjs";

/** The condition that lets tests run unbuilt; `publishConfig.exports` keeps it out of what is published. */
const SOURCE_CONDITION = "winnow:source";

/**
 * Packs every package as publishing would, and checks each tarball: publint, the types as others resolve them, that
 * nothing in its manifest leads back to the workspace, and that it holds what it should and nothing else.
 * @returns {Promise<import("./step.mjs").StepResult>}
 */
async function checkPackages() {
  const directory = mkdtempSync(join(tmpdir(), "winnow-packages-"));
  try {
    const packed = await pack(directory);
    if (!packed.ok) return packed;
    const tarballs = readdirSync(directory).map((name) => join(directory, name));
    const complaints = await inParallel(tarballs, complaintsAbout);
    const output = complaints.filter((complaint) => complaint !== "").join("\n");
    return { ok: tarballs.length > 0 && output === "", output };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @param {string} directory */
function pack(directory) {
  return runCommand(["pnpm", "--recursive", "--filter", "./packages/*", "pack", "--pack-destination", directory]);
}

/** @param {string} tarball */
async function complaintsAbout(tarball) {
  const results = [
    await runCommand(["publint", "run", tarball, "--strict"]),
    await runCommand(["attw", tarball, "--profile", "esm-only", "--no-definitely-typed", "--no-emoji", "--no-color"]),
    await leadsNowhere(tarball),
    await holdsTheRight(tarball),
  ];
  return results
    .filter(({ ok }) => !ok)
    .map(({ output }) => output)
    .join("\n");
}

/** @param {string} tarball */
async function leadsNowhere(tarball) {
  const { ok, output } = await runCommand(["tar", "-xzOf", tarball, "package/package.json"]);
  const leak = [SOURCE_CONDITION, "workspace:", "catalog:"].find((word) => output.includes(word));
  if (!ok || leak === undefined) return { ok, output };
  return { ok: false, output: `${JSON.parse(output).name}: the published package.json still says "${leak}"` };
}

/** @param {string} tarball */
async function holdsTheRight(tarball) {
  const directory = `${tarball}.unpacked`;
  mkdirSync(directory);
  const { ok, output } = await runCommand(["tar", "-xzf", tarball, "-C", directory]);
  if (!ok) return { ok, output };
  const faults = contentFaults(join(directory, "package"), root);
  return { ok: faults.length === 0, output: faults.join("\n") };
}

/**
 * @template A, B
 * @param {readonly A[]} items
 * @param {(item: A) => Promise<B>} work
 * @returns {Promise<B[]>} in the order of the items
 */
async function inParallel(items, work) {
  /** @type {B[]} */
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(/** @type {A} */ (items[i]));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}

process.exitCode = (await step("packages", checkPackages)) ? 0 : 1;

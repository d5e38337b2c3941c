// Publishes every package whose version is not published yet, from the tarballs that the checks saw. Run by the release workflow;
// with --dry-run it packs, says what it would publish, and publishes nothing.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMain, root, runCommand } from "./run-command.mjs";

/**
 * @typedef {{ readonly folder: string, readonly name: string, readonly version: string, readonly needs: readonly string[] }} Package
 */

/** @returns {Package[]} */
function packages() {
  return readdirSync(join(root, "packages")).map((folder) => {
    const { name, version, dependencies = {} } = JSON.parse(readFileSync(manifestOf(folder), "utf8"));
    return { folder, name, version, needs: Object.keys(dependencies) };
  });
}

/** @param {string} folder */
function manifestOf(folder) {
  return join(root, "packages", folder, "package.json");
}

/**
 * Those that others need come first: whoever installs in between finds all that a package needs.
 * @template {{ readonly name: string, readonly needs: readonly string[] }} P
 * @param {readonly P[]} all
 * @returns {P[]}
 */
export function inOrder(all) {
  const byName = new Map(all.map((one) => [one.name, one]));
  /** @type {Set<P>} */
  const ordered = new Set();
  /** @param {P} one @param {readonly string[]} above */
  const visit = (one, above) => {
    if (above.includes(one.name))
      throw new Error(`${[...above, one.name].join(" needs ")}, which goes round in circles`);
    for (const name of one.needs) {
      const needed = byName.get(name);
      if (needed !== undefined && !ordered.has(needed)) visit(needed, [...above, one.name]);
    }
    ordered.add(one);
  };
  for (const one of all) if (!ordered.has(one)) visit(one, []);
  return [...ordered];
}

/**
 * npm proves where a package comes from only if its manifest says so, and the repository is known where it is published.
 * @param {string} folder @param {string} repository `owner/name`
 */
function nameRepository(folder, repository) {
  const manifest = JSON.parse(readFileSync(manifestOf(folder), "utf8"));
  const url = `git+https://github.com/${repository}.git`;
  const named = { ...manifest, repository: { type: "git", url, directory: `packages/${folder}` } };
  writeFileSync(manifestOf(folder), `${JSON.stringify(named, null, 2)}\n`);
}

/** @param {readonly string[]} command */
async function succeed(command) {
  const { ok, output } = await runCommand(command);
  if (!ok) throw new Error(`${command.join(" ")}\n${output}`);
}

/** @param {boolean} dryRun */
async function release(dryRun) {
  const repository = process.env["GITHUB_REPOSITORY"];
  if (repository === undefined && !dryRun)
    throw new Error("GITHUB_REPOSITORY is not set: run this in the release workflow");
  const all = inOrder(packages());
  const directory = mkdtempSync(join(tmpdir(), "winnow-release-"));
  try {
    if (!dryRun) for (const { folder } of all) nameRepository(folder, String(repository));
    await succeed(["pnpm", "--recursive", "--filter", "./packages/*", "pack", "--pack-destination", directory]);
    for (const { name, version } of all) {
      const tarball = join(directory, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
      if (dryRun) console.log(`would publish ${name}@${version}`);
      else if ((await runCommand(["npm", "view", `${name}@${version}`, "version"])).ok) continue;
      else await succeed(["npm", "publish", tarball, "--provenance", "--access", "public"]);
    }
    // The action reads the tags from what this prints.
    if (!dryRun) console.log((await runCommand(["changeset", "tag"])).output);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (isMain(import.meta.url)) await release(process.argv.includes("--dry-run"));

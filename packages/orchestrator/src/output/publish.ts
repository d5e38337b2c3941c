import { lstat, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Claims } from "./claims.ts";
import { flush, keepAs, permitsLinks, placeCopy, placeLink } from "./file-moves.ts";
import { CURRENT, filesBelow, linkTarget, MANIFEST, RUNS } from "./names.ts";
import { newToken } from "./owner.ts";
import { ignoreMissing, readPointer, setPointer } from "./pointer.ts";
import { dropDeadLinks, dropNames, OLD } from "./runs.ts";
import type { Staging } from "./staging.ts";

/** What is made current, and where. */
export interface Publication {
  /** The output directory. */
  readonly directory: string;
  readonly staging: Staging;
  /** False to copy the files, as where links are not permitted. */
  readonly links: boolean;
}

/**
 * Makes a finished run the current one. With links one rename switches all files together: they are made before it, and lead
 * nowhere until then. Copies cannot switch together, so the manifest is absent while they are replaced. Only with the lock.
 * @param onSwitch called once the run is current; a later step can still fail
 * @throws `WN1340` when a file of the run has the name of one that Winnow did not write; then nothing has changed
 */
export async function publish(publication: Publication, onSwitch: () => void): Promise<void> {
  const { directory, staging } = publication;
  const runs = join(directory, RUNS);
  const names = await staging.names();
  await (await Claims.read(directory)).refuseForeign(names);
  await flushAll(staging.directory, names);
  await staging.moveOutside();
  const links = publication.links && (await permitsLinks(staging.temporary("link")));
  await adoptLegacyFiles(directory, links);
  const previous = await readPointer(runs);
  const claims = await Claims.read(directory);
  const before = previous === undefined ? [] : await filesBelow(join(runs, previous));
  const gone = before.filter((name) => !names.includes(name));
  // Links lead through a pointer that is one itself.
  if (links && previous !== undefined && !(await isLink(join(runs, CURRENT)))) await setPointer(runs, previous, true);
  // The copies that the new run lacks become links as well: all names switch together.
  if (links) await placeLinks(directory, [...(await copiesAmong(gone, claims)), ...names], claims, staging);
  else if ((await claims.claimOn(MANIFEST)) !== "absent") await unlink(join(directory, MANIFEST));
  await setPointer(runs, staging.run, links);
  onSwitch();
  await flush(runs, true);
  await dropNames(directory, gone, claims);
  if (!links) await placeCopies(directory, names, staging);
  await dropDeadLinks(directory, claims);
  // A user may have removed it already.
  if (previous !== undefined) await rename(join(runs, previous), join(runs, `${previous}${OLD}`)).catch(ignoreMissing);
}

async function copiesAmong(names: readonly string[], claims: Claims): Promise<readonly string[]> {
  const found = await Promise.all(names.map((name) => claims.claimOn(name)));
  return names.filter((_, i) => found[i] === "copy");
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path)).isSymbolicLink();
}

/** The manifest is the last one. */
function inOrder(names: readonly string[]): readonly string[] {
  return [...names.filter((name) => name !== MANIFEST), ...names.filter((name) => name === MANIFEST)];
}

async function placeLinks(
  directory: string,
  names: readonly string[],
  claims: Claims,
  staging: Staging,
): Promise<void> {
  for (const name of inOrder(names)) {
    if ((await claims.claimOn(name)) === "link") continue;
    await placeLink(linkTarget(name), join(directory, name), staging.temporary("link"));
  }
}

async function placeCopies(directory: string, names: readonly string[], staging: Staging): Promise<void> {
  for (const name of inOrder(names)) {
    await placeCopy(join(staging.directory, name), join(directory, name), staging.temporary("copy"));
  }
}

/**
 * Makes the files of Winnow 0.1 a run like any other, and current, so that they are replaced together like any other. Their
 * content is in place at every moment; the manifest, by which they are recognised, comes last.
 */
async function adoptLegacyFiles(directory: string, links: boolean): Promise<void> {
  const { legacy } = await Claims.read(directory);
  if (legacy.size === 0) return;
  const runs = join(directory, RUNS);
  const run = newToken();
  for (const name of legacy) await keepAs(join(directory, name), join(runs, run, name));
  await setPointer(runs, run, links);
  if (!links) return;
  for (const name of inOrder([...legacy])) {
    await placeLink(linkTarget(name), join(directory, name), join(runs, `${run}.link`));
  }
}

async function flushAll(directory: string, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => flush(join(directory, name), false)));
  await flush(directory, true);
}

import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, rmdir, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Claims } from "./claims.ts";
import { withLock, type LockRequest } from "./lock.ts";
import { filesBelow, MANIFEST, RUNS } from "./names.ts";
import { isOwnerGone, isToken } from "./owner.ts";
import { readPointer } from "./pointer.ts";

/** Ends the name of a directory that is no longer needed: replaced, or of a run that failed. */
export const OLD = ".old";
export const FAILED = ".failed";
/** Ends the name of the directory with the files of a run that go elsewhere. */
export const OUTSIDE = ".outside";
/** In it, the temporary files beside their places. */
export const TEMPORARY_FILES = "temporary.json";

/** Removes what runs left behind that were killed or failed, or have been replaced. */
export async function removeLeftovers(directory: string, request: LockRequest): Promise<void> {
  const runs = join(directory, RUNS);
  const leftovers = await findLeftovers(runs);
  if (leftovers.length === 0) return;
  await withLock(runs, request, async () => {
    const claims = await Claims.read(directory);
    // Another run may have become the current one in the meantime.
    for (const name of await findLeftovers(runs)) await retire(directory, name, claims);
  });
  await removeRetired(runs);
}

/**
 * A run writes its manifest and becomes current while it has the lock: for whoever has the lock, one that has a manifest and is
 * not current has been replaced, or was killed.
 */
async function findLeftovers(runs: string): Promise<readonly string[]> {
  const names = await readdir(runs).catch(() => []);
  const gone = names.filter((name) => {
    const token = name.split(".")[0]!;
    if (!isToken(token)) return false;
    return name.endsWith(OLD) || name.endsWith(FAILED) || isOwnerGone(token) || existsSync(join(runs, name, MANIFEST));
  });
  // An owner that has ended makes nothing current any more, so that this answer stays true.
  const current = await readPointer(runs);
  return gone.filter((name) => name !== current);
}

/** Takes a run's names out of the output directory where the current run lacks them. Only with the lock. */
export async function retire(directory: string, run: string, claims: Claims): Promise<void> {
  const runs = join(directory, RUNS);
  if (run.endsWith(OUTSIDE)) await removeTemporaryFiles(runs, run);
  else await dropNames(directory, await filesBelow(join(runs, run)).catch(() => []), claims);
  if (!run.endsWith(OLD)) await rename(join(runs, run), join(runs, `${run}${OLD}`)).catch(() => undefined);
}

/** Removes the links and copies of those names that are not the current run's. Only with the lock. */
export async function dropNames(directory: string, names: readonly string[], claims: Claims): Promise<void> {
  for (const name of names) {
    const claim = await claims.claimOn(name);
    const isOurs = claim === "link" || claim === "copy";
    if (isOurs && (await claims.isCurrent(name, claim))) continue;
    if (isOurs) await unlink(join(directory, name)).catch(() => undefined);
    else if (claim !== "absent") continue;
    for (let parent = dirname(name); parent !== "."; parent = dirname(parent)) {
      // Only an empty one goes.
      await rmdir(join(directory, parent)).catch(() => undefined);
    }
  }
}

/** Removes the links at the top of an output directory that lead nowhere. Only with the lock. */
export async function dropDeadLinks(directory: string, claims: Claims): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true });
  const links = entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name);
  await dropNames(directory, links, claims);
}

/** Removes directories that were retired; those that the system does not give up stay for the next run. */
export async function removeRetired(runs: string): Promise<void> {
  const names = await readdir(runs).catch(() => []);
  for (const name of names.filter((entry) => entry.endsWith(OLD) && isToken(entry.split(".")[0]!))) {
    await rm(join(runs, name), { recursive: true, force: true, maxRetries: 2 }).catch(() => undefined);
  }
}

/** Removes the temporary files of a killed run beside the files it was to replace. */
export async function removeTemporaryFiles(runs: string, outside: string): Promise<void> {
  const token = outside.split(".")[0]!;
  const text = await readFile(join(runs, outside, TEMPORARY_FILES), "utf8").catch(() => "[]");
  for (const path of parsedList(text)) {
    const name = basename(path);
    // The list is a file like any other: what it names must look like one of ours.
    if (name.startsWith(".") && name.endsWith(`.${token}.tmp`)) await unlink(path).catch(() => undefined);
  }
}

function parsedList(text: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((path) => typeof path === "string") : [];
  } catch {
    return [];
  }
}

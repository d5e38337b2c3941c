import { lstat, readFile, readlink, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { foreignFile } from "./errors.ts";
import { CURRENT } from "./names.ts";
import { isToken } from "./owner.ts";

/**
 * The name of the run's directory that is current: what the link `current` points to, or what a file of that name holds
 * where links are not permitted. `undefined` where there is no result.
 * @throws `WN1340` when something else has that name
 */
export async function readPointer(runs: string): Promise<string | undefined> {
  const path = join(runs, CURRENT);
  const found = await lstat(path).catch(ignoreMissing);
  // A copy of the directory that followed its links has a directory there; its files are in their places, too.
  if (found === undefined || found.isDirectory()) return undefined;
  const run = (found.isSymbolicLink() ? await readlink(path) : await readFile(path, "utf8")).trim();
  if (!isToken(run)) throw foreignFile({ path, what: found.isSymbolicLink() ? "a link" : "a file" });
  return run;
}

/** Makes a run the current one, in one step. */
export async function setPointer(runs: string, run: string, links: boolean): Promise<void> {
  const path = join(runs, CURRENT);
  const next = join(runs, `${run}.pointer`);
  if (links) await symlink(run, next);
  else await writeFile(next, `${run}\n`, { flush: true });
  if ((await lstat(path).catch(ignoreMissing))?.isDirectory() === true) await rename(path, join(runs, `${run}.old`));
  await rename(next, path);
}

export function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw error;
}

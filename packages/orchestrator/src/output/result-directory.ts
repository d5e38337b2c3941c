import { lstat, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { throwIfAborted } from "@winnow/core";
import { Claims } from "./claims.ts";
import { explainSystemError, resultReplaced } from "./errors.ts";
import { keepAs, placeCopy, placeLink } from "./file-moves.ts";
import { withLock } from "./lock.ts";
import { CURRENT, linkTarget, RUNS } from "./names.ts";
import { newToken } from "./owner.ts";
import { ignoreMissing, readPointer } from "./pointer.ts";
import { replaceFile } from "./replace-file.ts";
import { OLD, removeRetired } from "./runs.ts";

/**
 * The directory that holds the files of the current result, all of one run: one below the output directory; the output
 * directory itself where Winnow 0.1 wrote it, or where there is no result.
 */
export async function resultDirectory(directory: string): Promise<string> {
  const run = await readPointer(join(resolve(directory), RUNS));
  return run === undefined ? resolve(directory) : join(resolve(directory), RUNS, run);
}

/** A file to put in the current result. */
export interface ResultFile {
  /** The output directory. */
  readonly directory: string;
  /** What {@link resultDirectory} returned when the result was read. */
  readonly result: string;
  readonly name: string;
  readonly text: string;
  readonly signal: AbortSignal;
  /** Called while another process keeps the result locked, with that process in words. */
  readonly onWait?: (owner: string) => void;
}

/**
 * Replaces one file of the current result, or adds it, in one step; the others stay.
 * @throws `WN1344` when another run has replaced the result, `WN1340` when the name is taken by a file that Winnow did not
 * write, `WN1343` for what the operating system refuses, `WN1345` when another process keeps the result locked
 */
export async function replaceResultFile({ directory, result, name, text, ...request }: ResultFile): Promise<void> {
  if (result === resolve(directory)) return replaceFile(join(result, name), text);
  const runs = join(resolve(directory), RUNS);
  try {
    await withLock(runs, request, async () => {
      throwIfAborted(request.signal);
      if ((await resultDirectory(directory)) !== result) throw resultReplaced({ directory });
      await replaceLocked(resolve(directory), result, name, text);
    });
  } catch (error) {
    throw explainSystemError(error, directory);
  }
}

async function replaceLocked(directory: string, result: string, name: string, text: string): Promise<void> {
  const claims = await Claims.read(directory);
  await claims.refuseForeign([name]);
  const claim = await claims.claimOn(name);
  const runs = join(directory, RUNS);
  // By these names, a later run recognises what is left when this process is killed.
  const token = join(runs, newToken());
  const temporary = `${token}.file`;
  const [file, place] = [join(result, name), join(directory, name)];
  await writeFile(temporary, text, { flush: true });
  const hasLinks = (await lstat(join(runs, CURRENT)).catch(ignoreMissing))?.isSymbolicLink() === true;
  // A copy is recognised by its original, which stays until the copy is replaced.
  if (claim === "copy") await keepAs(file, join(`${token}${OLD}`, name));
  await rename(temporary, file);
  if (!hasLinks) await placeCopy(file, place, temporary);
  else if (claim !== "link") await placeLink(linkTarget(name), place, temporary);
  await removeRetired(runs);
}

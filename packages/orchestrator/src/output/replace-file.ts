import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { explainSystemError, notPublished } from "./errors.ts";
import { besideOf, fileBehind } from "./file-moves.ts";
import { isOwnerGone, newToken } from "./owner.ts";

/**
 * Replaces a file in one step, and creates the directories above it; the file stays as it is when this fails. A link
 * stays, and the file behind it is replaced.
 * @throws `WN1343` when the operating system refuses
 */
export function replaceFile(path: string, text: string): Promise<void> {
  return replaceFileWith(path, (temporary) => writeFile(temporary, text, { flag: "wx" }));
}

/**
 * The same for a file that `write` creates.
 * @throws what `write` throws, `WN1343` when the operating system refuses
 */
export async function replaceFileWith(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const target = await fileBehind(path);
  const temporary = besideOf(target, newToken());
  try {
    await mkdir(dirname(target), { recursive: true });
    if ((await stat(target).catch(() => undefined))?.isFile() === false) {
      throw notPublished({ path, problem: "it is not a file" });
    }
    await write(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainSystemError(error, path);
  }
  await removeAbandoned(target);
}

/** Removes what processes left that were killed while they replaced the same file. */
async function removeAbandoned(target: string): Promise<void> {
  const [start, end] = [`.${basename(target)}.`, ".tmp"];
  for (const name of await readdir(dirname(target)).catch(() => [])) {
    const isTemporary = name.startsWith(start) && name.endsWith(end);
    // A writer may add to the name for a temporary file of its own.
    if (!isTemporary || !isOwnerGone(name.slice(start.length).split(".", 1)[0]!)) continue;
    await rm(join(dirname(target), name), { force: true }).catch(() => undefined);
  }
}

import { randomBytes } from "node:crypto";
import { mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { runAborted, throwIfAborted } from "@winnow/core";
import { diskFull, noPermission, notAFile, notWritten, parentIsNoDirectory } from "../errors.ts";

/**
 * Makes the file at `path` appear complete or not at all: `write` fills a file of another name beside it, which then
 * takes its place. Whatever goes wrong, an abort included, that other file is removed and an older `path` stays as it
 * was. Directories on the way are made; a symbolic link stays, and the file that it points to is replaced.
 *
 * @param write fills the file whose path it is given
 * @throws `WN1901` to `WN1905` for what the operating system refuses, `WN1001` once `signal` has fired
 */
export async function replaceFile(
  path: string,
  signal: AbortSignal,
  write: (temporaryPath: string) => Promise<void>,
): Promise<void> {
  const target = await prepareTarget(path);
  const temporaryPath = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await write(temporaryPath);
    throwIfAborted(signal);
    await rename(temporaryPath, target);
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw signal.aborted ? runAborted({}, { cause: error }) : explain(path, error);
  }
}

/**
 * Makes the directories on the way to `path`, refuses what a file must not replace, and gives the path to write: that
 * of the file behind a symbolic link.
 *
 * @throws `WN1901` to `WN1905` for what the operating system refuses
 */
export async function prepareTarget(path: string): Promise<string> {
  const target = await realpath(path).catch(() => path);
  try {
    await mkdir(dirname(target), { recursive: true });
    await refuseUnlessFile(target);
    return target;
  } catch (error) {
    throw explain(path, error);
  }
}

/** Writes `chunks` one after the other into the file that {@link replaceFile} puts in place; waits for each. */
export async function replaceFileByChunks(
  path: string,
  signal: AbortSignal,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  await replaceFile(path, signal, async (temporaryPath) => {
    const file = await open(temporaryPath, "wx");
    try {
      for await (const chunk of chunks) {
        throwIfAborted(signal);
        await file.writeFile(chunk);
      }
    } finally {
      await file.close();
    }
  });
}

/** A rename would put a directory's or a device's name on a file of ours, or fail late: say it before any work. */
async function refuseUnlessFile(path: string): Promise<void> {
  const target = await stat(path).catch(() => undefined);
  if (target === undefined || target.isFile()) return;
  throw notAFile({ path, what: target.isDirectory() ? "a directory" : "a device or a pipe" });
}

/** The coded error for what the operating system refused; every other error passes as it is. */
export function explain(path: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  const extra = { cause: error };
  switch (error.code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return noPermission({ path }, extra);
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return diskFull({ path }, extra);
    case "ENOTDIR":
    case "EEXIST":
      return parentIsNoDirectory({ path }, extra);
    default:
      return notWritten({ path, problem: `the system says ${error.code}` }, extra);
  }
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "syscall" in error && typeof (error as NodeJS.ErrnoException).code === "string";
}

import { mkdir, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { runAborted, throwIfAborted } from "@winnow/core";
import { diskFull, noPermission, notAFile, notWritten, parentIsNoDirectory } from "../errors.ts";

/**
 * Lets `write` fill the file at `path`, and creates the directories on the way. The file goes to its place with the other
 * files of its run; one that is not complete is removed.
 *
 * @throws `WN1901` to `WN1905` for what the operating system refuses, `WN1001` once `signal` has fired
 */
export async function writeNewFile(path: string, signal: AbortSignal, write: () => Promise<void>): Promise<void> {
  throwIfAborted(signal);
  try {
    await mkdir(dirname(path), { recursive: true });
    await refuseUnlessFile(path);
  } catch (error) {
    throw explain(path, error);
  }
  try {
    await write();
    throwIfAborted(signal);
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw signal.aborted ? runAborted({}, { cause: error }) : explain(path, error);
  }
}

/** Writes `chunks` one after the other into a file as {@link writeNewFile} does; waits for each. */
export async function writeChunks(path: string, signal: AbortSignal, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await writeNewFile(path, signal, async () => {
    const file = await open(path, "w");
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

/** Writing into a directory or a device would fail late, or not at all: say it before any work. */
async function refuseUnlessFile(path: string): Promise<void> {
  const target = await stat(path).catch(() => undefined);
  if (target === undefined || target.isFile()) return;
  throw notAFile({ path, what: target.isDirectory() ? "a directory" : "a device or a pipe" });
}

/** The coded error for what the operating system refused; every other error passes as it is. */
function explain(path: string, error: unknown): unknown {
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

import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { notWritten } from "../errors.ts";

/**
 * Writes a page, and the directories on the way; a page that is not complete is removed.
 * @throws `WN1953` for what the operating system refuses
 */
export async function writePage(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    throw explain(path, error);
  }
  if ((await stat(path).catch(() => undefined))?.isFile() === false) {
    throw notWritten({ path, problem: "it is not a file" });
  }
  try {
    await writeFile(path, text);
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw explain(path, error);
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space is left there",
  EDQUOT: "no space is left there",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
};

function explain(path: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined || code === undefined) return error;
  return notWritten({ path, problem: PROBLEMS[code] ?? `the system says ${code}` }, { cause: error });
}

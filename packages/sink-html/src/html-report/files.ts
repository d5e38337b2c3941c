import { randomBytes } from "node:crypto";
import { mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { notWritten } from "../errors.ts";

/**
 * Makes the file at `path` appear complete or not at all, and the directories on the way; an older one stays where this
 * fails. A symbolic link stays, and the file that it points to is replaced.
 * @throws `WN1953` for what the operating system refuses
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await mkdir(dirname(target), { recursive: true });
    if ((await stat(target).catch(() => undefined))?.isFile() === false)
      throw notWritten({ path, problem: "it is not a file" });
    await writeFile(temporary, text, { flag: "wx" });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
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

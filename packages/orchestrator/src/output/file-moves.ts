import {
  constants,
  copyFile,
  link,
  mkdir,
  open,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  unlink,
  utimes,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Where links may be refused: by the file system, or on Windows by the account. */
const NO_LINKS = new Set(["EPERM", "EACCES", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EINVAL"]);

export async function permitsLinks(temporary: string): Promise<boolean> {
  try {
    await symlink("nowhere", temporary);
    await unlink(temporary);
    return true;
  } catch (error) {
    if (NO_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** Puts a symbolic link in place, whatever file has its name. */
export async function placeLink(target: string, path: string, temporary: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await rm(temporary, { force: true });
  await symlink(target, temporary);
  await rename(temporary, path);
}

/** Puts a copy in place, whatever file has its name. It keeps the time of the original, which marks it as a copy. */
export async function placeCopy(original: string, path: string, temporary: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await copyFile(original, temporary, constants.COPYFILE_FICLONE);
  const { atime, mtime } = await stat(original);
  await utimes(temporary, atime, mtime);
  await rename(temporary, path);
}

/** A second name for a file; a copy where the file system has no such names. */
export async function keepAs(original: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await link(original, path).catch(async () => placeCopy(original, path, `${path}.copying`));
}

/** The file that a path leads to, so that a link to it stays. */
export async function fileBehind(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** File systems store times with different precision. */
const TIME_TOLERANCE_MS = 10;

/** Whether a file is, by size and time, the other one or a copy of it. */
export function isSameContent(file: FileMark, other: FileMark): boolean {
  return file.size === other.size && Math.abs(file.mtimeMs - other.mtimeMs) < TIME_TOLERANCE_MS;
}

interface FileMark {
  readonly size: number;
  readonly mtimeMs: number;
}

/** Moves a file beside another place, from where it can be renamed to it: across file systems, too. */
export async function moveBeside(file: string, target: string, token: string): Promise<string> {
  const beside = besideOf(target, token);
  await mkdir(dirname(target), { recursive: true });
  await rename(file, beside).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EXDEV") throw error;
    await copyFile(file, beside);
  });
  return beside;
}

export function besideOf(target: string, token: string): string {
  return join(dirname(target), `.${basename(target)}.${token}.tmp`);
}

/** Writes to disk what the system still holds of a file or directory. */
export async function flush(path: string, isDirectory: boolean): Promise<void> {
  const file = await open(path, isDirectory ? "r" : "r+").catch((error: unknown) => {
    if (isDirectory) return undefined;
    throw error;
  });
  // Not every file system, and no directory on Windows, can be flushed.
  await file?.sync().catch(() => undefined);
  await file?.close();
}

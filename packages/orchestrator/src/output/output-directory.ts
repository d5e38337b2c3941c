import { access, constants, lstat, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { unusableOutput } from "./errors.ts";

/**
 * Checks before a long run whether its results can be written to `path`; creates nothing.
 * @throws `WN2003` when they cannot
 */
export async function checkWritable(path: string): Promise<void> {
  const nearest = await nearestExisting(path);
  const where = nearest === path ? "it" : `"${nearest}"`;
  const found = await stat(nearest).catch((cause: unknown) => {
    throw unusableOutput({ path, problem: `${where} is a link to a directory that does not exist` }, { cause });
  });
  if (!found.isDirectory()) throw unusableOutput({ path, problem: `${where} is not a directory` });
  await access(nearest, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    const readOnly = (cause as NodeJS.ErrnoException).code === "EROFS";
    const problem = readOnly ? `${where} is on a read-only file system` : `permission to write in ${where} is missing`;
    throw unusableOutput({ path, problem }, { cause });
  });
}

/** The directory itself or the lowest of those above it that exists; a link exists, wherever it leads. */
async function nearestExisting(path: string): Promise<string> {
  for (let candidate = path; ; candidate = dirname(candidate)) {
    const missing = await lstat(candidate).then(
      () => false,
      (error: NodeJS.ErrnoException) => ["ENOENT", "ENOTDIR", "ELOOP"].includes(error.code ?? ""),
    );
    if (!missing || candidate === dirname(candidate)) return candidate;
  }
}

/** A path without links in it, as far as it exists. */
export async function realPath(path: string): Promise<string> {
  const full = resolve(path);
  return realpath(full).catch(async () =>
    full === dirname(full) ? full : join(await realPath(dirname(full)), basename(full)),
  );
}

export function isBelow(directory: string, path: string): boolean {
  const name = relative(directory, path);
  return name !== "" && name.split(sep)[0] !== ".." && resolve(directory, name) === path;
}

import { readdir, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { isDirectory, missingFile, nothingMatches } from "../errors.ts";

/**
 * The files that paths and patterns name: in the order of the list, those of a pattern by name, each file once.
 * @throws `WN1501` missing file, `WN1502` directory, `WN1503` pattern that matches nothing
 */
export async function filesOf(paths: readonly string[], folder: string): Promise<string[]> {
  const files = new Set<string>();
  for (const path of paths) for (const file of await filesOfOne(path, folder)) files.add(file);
  return [...files];
}

async function filesOfOne(path: string, folder: string): Promise<string[]> {
  const file = isAbsolute(path) ? path : join(folder, path);
  const kind = await kindOf(file);
  if (kind === "file") return [file];
  if (kind === "directory") throw isDirectory({ path: file });
  // A file's own name may look like a pattern, so patterns come last.
  return isDynamicPattern(path) ? matches(path, folder) : reportMissing(file);
}

async function kindOf(path: string): Promise<"file" | "directory" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "directory" : "file";
  } catch {
    return undefined;
  }
}

async function matches(pattern: string, folder: string): Promise<string[]> {
  const found = await glob(pattern.replaceAll("\\", "/"), {
    cwd: folder,
    absolute: true,
    onlyFiles: true,
    dot: false,
    expandDirectories: false,
  });
  if (found.length === 0) throw nothingMatches({ pattern, folder });
  return found.map((file) => resolve(file)).sort();
}

async function reportMissing(path: string): Promise<never> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => undefined);
  throw missingFile({ path, folder, names, name: basename(path) });
}

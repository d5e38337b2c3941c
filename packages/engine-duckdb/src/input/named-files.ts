import { stat } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";

/** What a path or pattern in a profile names. */
export interface NamedFiles {
  readonly kind: "file" | "directory" | "pattern" | "missing";
  /** Absolute: the file, or those that match a pattern, by name. */
  readonly files: readonly string[];
}

/** Finds the files that a path or pattern names. A file's own name may look like a pattern, so patterns come last. */
export async function namedFiles(path: string, folder: string): Promise<NamedFiles> {
  const file = isAbsolute(path) ? path : join(folder, path);
  const found = await stat(file).catch(() => undefined);
  if (found !== undefined)
    return found.isDirectory() ? { kind: "directory", files: [] } : { kind: "file", files: [file] };
  return isDynamicPattern(path)
    ? { kind: "pattern", files: await matches(path, folder) }
    : { kind: "missing", files: [] };
}

async function matches(pattern: string, folder: string): Promise<readonly string[]> {
  const found = await glob(pattern.replaceAll("\\", "/"), {
    cwd: folder,
    absolute: true,
    onlyFiles: true,
    dot: false,
    expandDirectories: false,
  });
  return found.map((file) => resolve(file)).sort();
}

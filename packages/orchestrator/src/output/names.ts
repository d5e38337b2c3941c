import { lstatSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** Directory in the output directory that holds one directory per run, and the pointer to the current one. */
export const RUNS = ".runs";
export const CURRENT = "current";
export const MANIFEST = "manifest.json";
/** The files that the sink `folder` writes. */
export const STANDARD_FILES: readonly string[] = ["clusters.csv", "assignments.csv", "rejects.csv"];

/**
 * The name of a file within the output directory, with forward slashes; `undefined` for a file elsewhere, also for one below
 * a linked directory, whose place is not inside.
 */
export function nameInside(directory: string, path: string): string | undefined {
  const name = relative(directory, resolve(directory, path));
  if (name === "" || isAbsolute(name) || name.split(sep)[0] === "..") return undefined;
  return hasLinkedParent(directory, name) ? undefined : name.split(sep).join("/");
}

function hasLinkedParent(directory: string, name: string): boolean {
  for (let parent = dirname(name); parent !== "."; parent = dirname(parent)) {
    if (lstatSync(join(directory, parent), { throwIfNoEntry: false })?.isSymbolicLink() === true) return true;
  }
  return false;
}

/** The target of the link of that name in the output directory. */
export function linkTarget(name: string): string {
  return `${"../".repeat(name.split("/").length - 1)}${RUNS}/${CURRENT}/${name}`;
}

/** Names of all files below a directory, with forward slashes, sorted; none where it does not exist. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

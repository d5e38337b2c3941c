import { readdir } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { namedFiles } from "@winnow/engine-duckdb";
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

async function filesOfOne(path: string, folder: string): Promise<readonly string[]> {
  const { kind, files } = await namedFiles(path, folder);
  if (files.length > 0) return files;
  if (kind === "pattern") throw nothingMatches({ pattern: path, folder });
  const file = isAbsolute(path) ? path : join(folder, path);
  if (kind === "directory") throw isDirectory({ path: file });
  return reportMissing(file);
}

async function reportMissing(path: string): Promise<never> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => undefined);
  throw missingFile({ path, folder, names, name: basename(path) });
}

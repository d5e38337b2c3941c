import { resolve } from "node:path";
import { isGroupsFile } from "@winnow/reduction";
import { glob } from "tinyglobby";
import { groupsAmongEvents } from "../errors.ts";
import type { Profile } from "../profile/types.ts";

/**
 * The groups files that a profile's source names, or `null` where it names events: Parquet files without the footer of a
 * groups file are events.
 * @param directory that relative paths start from
 * @throws `WN1356` for groups files and events together
 */
export async function groupsFilesOf({ source }: Profile, directory: string): Promise<readonly string[] | null> {
  const patterns = source?.use === "files" ? pathsOf(source.with?.["path"]) : [];
  if (!patterns.some((pattern) => /\.parquet$/i.test(pattern))) return null;
  const files: { readonly path: string; readonly groups: boolean }[] = [];
  for (const pattern of patterns) {
    for (const path of await pathsMatching(pattern, directory)) files.push({ path, groups: await isGroupsFile(path) });
  }
  const groups = files.filter((file) => file.groups);
  if (groups.length === 0) return null;
  const events = files.find((file) => !file.groups);
  if (events !== undefined) throw groupsAmongEvents({ groups: groups[0]!.path, events: events.path });
  return groups.map(({ path }) => path);
}

function pathsOf(path: unknown): readonly string[] {
  const paths: readonly unknown[] = Array.isArray(path) ? path : [path];
  return paths.filter((entry) => typeof entry === "string");
}

async function pathsMatching(pattern: string, directory: string): Promise<readonly string[]> {
  if (!/[*?[{]/.test(pattern)) return [resolve(directory, pattern)];
  const found = await glob(pattern.replaceAll("\\", "/"), { cwd: directory, absolute: true });
  return found.sort();
}

import type { GroupsFile, GroupsFiles } from "@winnow/reduction";
import { groupsAmongEvents } from "../errors.ts";
import { inputPaths } from "../output/input-paths.ts";
import type { Profile } from "../profile/types.ts";

/**
 * The groups files that a profile's source names, or `null` where it names events: Parquet files without the footer of a
 * groups file are events.
 * @param directory that relative paths start from
 * @throws `WN1356` for groups files and events together
 */
export async function groupsFilesOf(
  profile: Profile,
  directory: string,
  files: GroupsFiles,
): Promise<readonly GroupsFile[] | null> {
  if (profile.source?.use !== "files") return null;
  const groups: GroupsFile[] = [];
  let events: string | undefined;
  for (const path of new Set(await inputPaths(profile, directory))) {
    const file = await files.open(path);
    if (file === undefined) events ??= path;
    else groups.push(file);
  }
  if (groups.length === 0) return null;
  if (events !== undefined) throw groupsAmongEvents({ groups: groups[0]!.path, events });
  return groups;
}

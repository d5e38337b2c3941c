import { groupsFiles, keylessRedaction, writeGroupsFile, type GroupsFileOptions } from "@winnow/reduction";
import type { Ledger } from "@winnow/core";
import { inputPaths } from "../output/input-paths.ts";
import { replaceFileWith } from "../output/replace-file.ts";
import { nameOf, profileOrThrow, type LoadedProfile } from "../profile/load.ts";
import type { Profile } from "../profile/types.ts";
import { RunObserver } from "../run/observer.ts";
import type { RunOptions } from "../run/options.ts";
import { checkGroupsTarget } from "./groups-target.ts";
import { reduceSource } from "./reduce.ts";

export interface ReduceOptions extends Pick<RunOptions, "signal" | "progress" | "warn"> {
  /** The events that represent groups are stored with them (`all`, the default), or omitted with their command lines. */
  readonly exemplars?: GroupsFileOptions["exemplars"];
}

/** What was stored. */
export interface ReducedToFile {
  readonly groups: number;
  readonly ledger: Ledger;
  readonly warnings: readonly string[];
}

/**
 * Reduces a profile's source and stores its groups as Parquet, to be run later, merged or compared. Groups files as
 * source are merged into one. The same inputs give the same bytes, in whatever order. A groups file at the path is replaced,
 * in one step; anything else there is refused.
 * @param path of the groups file; ends in `.parquet`, by convention in `.groups.parquet`
 * @throws the profile's problems; before anything is read, `WN1355` for redaction without a key, `WN1361` and `WN2003` for a
 *   path that cannot be written; and whatever a stage reports
 */
export async function reduceToFile(
  loaded: LoadedProfile,
  path: string,
  { exemplars = "all", ...options }: ReduceOptions = {},
): Promise<ReducedToFile> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  if (profile.redact !== null && profile.redact.key === null) throw keylessRedaction({});
  const observer = new RunObserver(loaded, options, process.cwd());
  const { context } = observer;
  await checkTarget(path, profile, loaded, observer);
  const reduced = await reduceSource({ profile, loaded, observer, keepsMissing: true });
  try {
    const { size } = await reduced.reduction.groups();
    const stored = { profile: profile.name, exemplars, directory: process.cwd() };
    await observer.stage("write", () =>
      replaceFileWith(path, (temporary) => writeGroupsFile(temporary, reduced.reduction, stored, context)),
    );
    return { groups: size, ledger: reduced.ledger, warnings: observer.warnings };
  } finally {
    await reduced.close();
  }
}

async function checkTarget(
  path: string,
  profile: Profile,
  loaded: LoadedProfile,
  { context }: RunObserver,
): Promise<void> {
  const files = groupsFiles(context);
  try {
    await checkGroupsTarget(path, await inputPaths(profile, loaded.directory), files);
  } finally {
    await files[Symbol.asyncDispose]();
  }
}

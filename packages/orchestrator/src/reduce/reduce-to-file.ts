import { writeGroupsFile, type GroupsFileOptions } from "@winnow/reduction";
import type { Ledger } from "@winnow/core";
import { nameOf, profileOrThrow, type LoadedProfile } from "../profile/load.ts";
import { RunObserver } from "../run/observer.ts";
import type { RunOptions } from "../run/options.ts";
import { reduceSource } from "./reduce.ts";

export interface ReduceOptions extends Pick<RunOptions, "signal" | "progress" | "warn"> {
  /** The events that represent groups are stored with them (`all`, the default), or left out with their command lines. */
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
 * source are merged into one. The same events give the same bytes.
 * @param path of the groups file; by convention it ends in `.groups.parquet`
 * @throws the profile's problems, `WN1355` for redaction without a key, and whatever a stage reports
 */
export async function reduceToFile(
  loaded: LoadedProfile,
  path: string,
  { exemplars = "all", ...options }: ReduceOptions = {},
): Promise<ReducedToFile> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  const observer = new RunObserver(loaded, options, process.cwd());
  const reduced = await reduceSource(profile, loaded, observer);
  try {
    const { size } = await reduced.reduction.groups();
    const hasRandomKey = profile.redact !== null && profile.redact.key === null;
    await observer.stage("write", () =>
      writeGroupsFile(path, reduced.reduction, { profile: profile.name, exemplars, hasRandomKey }),
    );
    return { groups: size, ledger: reduced.ledger, warnings: observer.warnings };
  } finally {
    await reduced.close();
  }
}

import type { LoadedProfile } from "../profile/load.ts";
import { nameOf, profileOrThrow } from "../profile/load.ts";
import { groupsFiles } from "@winnow/reduction";
import type { RunContext } from "@winnow/core";
import { plannedGroups } from "../errors.ts";
import type { Profile } from "../profile/types.ts";
import { groupsFilesOf } from "../reduce/groups-inputs.ts";
import { planFor } from "../reduce/reduce.ts";
import { openSource } from "../reduce/source.ts";
import { RunObserver } from "../run/observer.ts";
import type { RunOptions } from "../run/options.ts";
import { describePlan, type PlanDescription } from "./describe.ts";

/** Enough of a stream to meet its columns. */
const PLANNED_EVENTS = 10_000;

/**
 * Plans a profile against its source and reads no more of it than a few events.
 * @throws `WN1362` for groups files
 */
export async function plan(loaded: LoadedProfile, options: RunOptions = {}): Promise<PlanDescription> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  const { context } = new RunObserver(loaded, options, process.cwd());
  await refuseGroups(profile, loaded, context);
  const engine = await openSource(profile, loaded, { ...context, peek: true }, PLANNED_EVENTS);
  try {
    return describePlan(await planFor(profile, loaded, engine, context), loaded, profile);
  } finally {
    await engine.close();
  }
}

async function refuseGroups(profile: Profile, { directory }: LoadedProfile, context: RunContext): Promise<void> {
  const opened = groupsFiles(context);
  try {
    const files = await groupsFilesOf(profile, directory, opened);
    if (files !== null) throw plannedGroups({ path: files[0]!.path });
  } finally {
    await opened[Symbol.asyncDispose]();
  }
}

import type { LoadedProfile } from "../profile/load.ts";
import { nameOf, profileOrThrow } from "../profile/load.ts";
import { planFor } from "../reduce/reduce.ts";
import { openSource } from "../reduce/source.ts";
import { RunObserver } from "../run/observer.ts";
import type { RunOptions } from "../run/options.ts";
import { describePlan, type PlanDescription } from "./describe.ts";

/** Enough of a stream to meet its columns. */
const PLANNED_EVENTS = 10_000;

/** Plans a profile against its source and reads no more of it than a few events. */
export async function plan(loaded: LoadedProfile, options: RunOptions = {}): Promise<PlanDescription> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  const { context } = new RunObserver(loaded, options, process.cwd());
  const engine = await openSource(profile, loaded, { ...context, peek: true }, PLANNED_EVENTS);
  try {
    return describePlan(await planFor(profile, loaded, engine, context), loaded, profile);
  } finally {
    await engine.close();
  }
}

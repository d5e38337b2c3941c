import type { EventEngine } from "@winnow/core";
import type { MergeableReduction } from "@winnow/reduction";
import type { Plan } from "../plan/types.ts";
import { nameOf, profileOrThrow, type LoadedProfile } from "../profile/load.ts";
import { RunObserver } from "../run/observer.ts";
import type { RunOptions } from "../run/options.ts";
import { planFor, reducePlanned } from "./reduce.ts";

/** What reducing a part can be told. */
export type PartOptions = Pick<RunOptions, "signal" | "progress" | "warn">;

/**
 * Plans a profile on one engine, to reduce several of the same columns by it: the field map, and which optional values
 * there are, are decided once.
 * @throws the profile's problems, and what planning throws
 */
export async function planEngine(loaded: LoadedProfile, engine: EventEngine, options: PartOptions = {}): Promise<Plan> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  return planFor(profile, loaded, engine, new RunObserver(loaded, options, process.cwd()).context);
}

/**
 * Reduces one part by a plan. Merge the parts with `mergeReductions`; keep the engines open until the result is read.
 * @throws what reducing throws
 */
export async function reducePart(
  loaded: LoadedProfile,
  engine: EventEngine,
  plan: Plan,
  options: PartOptions = {},
): Promise<MergeableReduction> {
  const profile = profileOrThrow(loaded, nameOf(loaded));
  return reducePlanned(engine, plan, profile, new RunObserver(loaded, options, process.cwd()));
}

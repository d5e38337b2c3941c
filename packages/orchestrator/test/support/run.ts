import { run as runProfile, type LoadedProfile, type RunOptions, type RunOutcome } from "../../src/index.ts";

/** Runs a profile; writes nothing, and runs no sink, unless the test names a directory. */
export function run(loaded: LoadedProfile, options: RunOptions = {}): Promise<RunOutcome> {
  return runProfile(loaded, { outputDirectory: null, ...options });
}

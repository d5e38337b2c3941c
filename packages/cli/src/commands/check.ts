import { loadProfile } from "@winnow/orchestrator";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { printError } from "../report-error.ts";
import { counted } from "../terminal/numbers.ts";
import { visible } from "../terminal/visible.ts";

/** A profile without a source is complete: its input can be named when it runs. */
const NO_SOURCE = "WN1212";

/** `winnow check`: everything that is wrong with a profile, without opening its source. */
export async function checkCommand(profileName: string, set: readonly string[], io: Io): Promise<number> {
  const registry = await builtInRegistry();
  const loaded = await loadProfile({ path: profileName }, { registry, builtIn: builtInProfiles, set });
  const problems = loaded.problems.filter(({ code }) => code !== NO_SOURCE);
  for (const problem of problems) printError(problem, io.stderr, io.environment);
  if (problems.length > 0) {
    io.stderr.write(`${visible(profileName)}: ${counted(problems.length, "problem")}\n`);
    return EXIT.usage;
  }
  const sourceless = loaded.problems.length > 0 ? " It has no source: name its input when you run it." : "";
  io.stdout.write(`${visible(profileName)} is a valid profile.${sourceless}\n`);
  return EXIT.done;
}

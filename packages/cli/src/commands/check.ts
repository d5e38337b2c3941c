import { isWinnowError, runAborted } from "@winnow/core";
import { loadProfile, plan, probe, type LoadedProfile } from "@winnow/orchestrator";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { printError } from "../report-error.ts";
import { settingsOf, type Settings } from "../settings.ts";
import { counted } from "../terminal/numbers.ts";
import { styleFor } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";

export interface CheckCommandOptions extends Settings {
  readonly connect?: boolean;
}

/** A profile without a source is complete: its input can be named when it runs. */
const NO_SOURCE = "WN1212";

/** `winnow check`: everything that is wrong with a profile; its source and sinks are tried only when asked for. */
export async function checkCommand(profileName: string, options: CheckCommandOptions, io: Io): Promise<number> {
  const registry = await builtInRegistry();
  const loading = { registry, builtIn: builtInProfiles, set: settingsOf(options) };
  const loaded = await loadProfile({ path: profileName }, loading);
  const problems = loaded.problems.filter(({ code }) => code !== NO_SOURCE);
  for (const problem of problems) printError(problem, io.stderr, io.environment);
  if (problems.length > 0) {
    io.stderr.write(`${visible(profileName)}: ${counted(problems.length, "problem")}\n`);
    return EXIT.usage;
  }
  const sourceless = loaded.problems.length > 0;
  const addition = sourceless ? " It has no source: name its input when you run it." : "";
  io.stdout.write(`${visible(profileName)} is a valid profile.${addition}\n`);
  if (options.connect !== true || sourceless) return EXIT.done;
  return (await connects(loaded, io)) ? EXIT.done : EXIT.failed;
}

/** Tries source and sinks, and then whether the profile's fields are there. Fields mean nothing without a source. */
async function connects(loaded: LoadedProfile, io: Io): Promise<boolean> {
  const { stdout, environment } = io;
  const style = styleFor(stdout, environment);
  const line = (ok: boolean, plugin: string, subject: string, detail: string): void => {
    const word = ok ? style.dim("ok    ") : style.red("failed");
    const [fact, ...next] = detail.trim().split("\n").map(visible);
    const lines = [`${word} ${visible(plugin)}, ${visible(subject)}: ${fact}`, ...next.map((each) => `       ${each}`)];
    stdout.write(`${lines.join("\n")}\n`);
  };
  let well = true;
  for await (const { plugin, subject, ok, detail } of probe(loaded, { signal: io.signal })) {
    line(ok, plugin, subject, detail);
    well &&= ok;
  }
  if (!well) return false;
  try {
    const { fieldMap, fields } = await plan(loaded, { signal: io.signal });
    line(true, "profile", "fields", `${counted(Object.keys(fields).length, "field")} by field map ${fieldMap.name}`);
    return true;
  } catch (error) {
    if (!isWinnowError(error) || error.code === runAborted.spec.code) throw error;
    line(false, "profile", "fields", `${error.code} ${error.message}\n${error.hint}`);
    return false;
  }
}

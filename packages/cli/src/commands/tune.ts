import { loadProfile, tune, type TuneResult } from "@winnow/orchestrator";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { settingsOf, type Settings } from "../settings.ts";
import { reportProgress } from "../terminal/progress.ts";
import { styleFor, widthFor } from "../terminal/style.ts";
import { describeTuning } from "../tune/describe.ts";

export interface TuneCommandOptions extends Settings {
  readonly json?: boolean;
}

/** `winnow tune`: the results at several values of the clusterer's main option, and which value to use. */
export async function tuneCommand(
  profileName: string,
  inputs: readonly string[],
  { json, ...settings }: TuneCommandOptions,
  io: Io,
): Promise<number> {
  const registry = await builtInRegistry();
  const set = settingsOf(settings, inputs);
  const loaded = await loadProfile({ path: profileName }, { registry, builtIn: builtInProfiles, set, inputs });
  const progress = reportProgress(io.stderr, {
    quiet: false,
    width: widthFor(io.stderr, io.environment),
    now: () => performance.now(),
  });
  let result: TuneResult;
  try {
    result = await tune(loaded, { signal: io.signal, progress: progress.update, warn: progress.warn });
  } finally {
    progress.end();
  }
  const { stdout, environment } = io;
  const lines =
    json === true
      ? [JSON.stringify(result)]
      : describeTuning(result, widthFor(stdout, environment), styleFor(stdout, environment));
  stdout.write(`${lines.join("\n")}\n`);
  return EXIT.done;
}

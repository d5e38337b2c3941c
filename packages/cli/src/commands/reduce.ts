import { resolve } from "node:path";
import {
  loadProfile,
  profileOrThrow,
  reduceToFile,
  type LoadedProfile,
  type ReducedToFile,
} from "@winnow/orchestrator";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { settingsOf, type Settings } from "../settings.ts";
import { nearby, nearbyQuoted } from "../terminal/nearby.ts";
import { count, counted, short } from "../terminal/numbers.ts";
import { reportProgress } from "../terminal/progress.ts";
import { widthFor } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";

export interface ReduceCommandOptions extends Settings {
  readonly out?: string;
  readonly exemplars: "all" | "none";
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `winnow reduce`: the groups of a profile's source as a file, to be run later or together with others. */
export async function reduceCommand(
  profileName: string,
  inputs: readonly string[],
  options: ReduceCommandOptions,
  io: Io,
): Promise<number> {
  const registry = await builtInRegistry();
  const loading = { registry, builtIn: builtInProfiles, set: settingsOf(options, inputs), inputs };
  const loaded = await loadProfile({ path: profileName }, loading);
  const out = resolve(options.out ?? `${profileOrThrow(loaded, profileName).name}.groups.parquet`);
  const stored = await reduceWithProgress(loaded, out, options, io);
  if (options.json === true) io.stdout.write(`${JSON.stringify(summarise(stored, out))}\n`);
  else if (options.quiet !== true) io.stdout.write(inWords(stored, out, profileName, options).join("\n"));
  return (stored.ledger.gaps ?? []).length === 0 ? EXIT.done : EXIT.partial;
}

function now(): number {
  return performance.now();
}

async function reduceWithProgress(
  loaded: LoadedProfile,
  out: string,
  { exemplars, quiet = false }: ReduceCommandOptions,
  io: Io,
): Promise<ReducedToFile> {
  const { update, warn, end } = reportProgress(io.stderr, { quiet, width: widthFor(io.stderr, io.environment), now });
  const began = now();
  try {
    const stored = await reduceToFile(loaded, out, { exemplars, signal: io.signal, progress: update, warn });
    const [{ read }, seconds] = [stored.ledger, (now() - began) / 1000];
    end(`${counted(read, "event")} in ${seconds.toFixed(1)} s, ${short(read / seconds)}/s`);
    return stored;
  } catch (error) {
    end();
    throw error;
  }
}

/** What `--json` prints; the counts are named as those of `winnow run --json`. */
function summarise({ ledger, groups }: ReducedToFile, out: string): object {
  const { read, rejected, filtered, clustered, gaps } = ledger;
  return { events: { read, rejected, filtered, clustered }, ...(gaps === undefined ? {} : { gaps }), groups, out };
}

function inWords(
  { ledger, groups, warnings }: ReducedToFile,
  out: string,
  profileName: string,
  { set = [], exemplars }: ReduceCommandOptions,
): string[] {
  const { read, clustered, filtered, rejected, reasons, gaps = [] } = ledger;
  const profile = builtInProfiles.names.includes(profileName) ? profileName : nearbyQuoted(resolve(profileName));
  const settings = set.length === 0 ? "" : ", with the same --set options";
  return [
    `${counted(groups, "group")} of ${counted(clustered, "event")} stored in ${nearby(out)}` +
      (exemplars === "none" ? ", without the events that represent them." : "."),
    `${counted(read, "event")} read = ${count(clustered)} grouped + ${count(filtered)} filtered out + ${count(rejected)} rejected.`,
    ...(gaps.length === 0
      ? []
      : [`${counted(gaps.length, "part")} of the source ${gaps.length === 1 ? "is" : "are"} missing.`]),
    ...Object.entries(reasons).map(([reason, times]) => `  rejected: ${reason} (${count(times)})`),
    ...(warnings.length === 0 ? [] : [`${counted(warnings.length, "warning")}: see above.`]),
    "",
    `Next: winnow run ${profile} ${nearbyQuoted(out)}${settings}`,
    "",
  ].map(visible);
}

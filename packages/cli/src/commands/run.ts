import { relative, resolve } from "node:path";
import { loadProfile, profileOrThrow, run, type RunOutcome } from "@winnow/orchestrator";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { writeManifest } from "../run/manifest.ts";
import { checkOutputDirectory } from "../run/output-directory.ts";
import { renderRanking } from "../run/ranking.ts";
import { inWords, summarise } from "../run/summary.ts";
import { counted } from "../terminal/numbers.ts";
import { reportProgress } from "../terminal/progress.ts";
import { styleFor, widthFor } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";

export interface RunCommandOptions {
  readonly set: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `winnow run`: a profile from source to files. */
export async function runCommand(
  profileName: string,
  inputs: readonly string[],
  options: RunCommandOptions,
  io: Io,
): Promise<number> {
  const registry = await builtInRegistry();
  const loaded = await loadProfile(
    { path: profileName },
    { registry, builtIn: builtInProfiles, set: options.set, inputs },
  );
  const profile = profileOrThrow(loaded, profileName);
  const out = resolve(options.out ?? `winnow-out/${profile.name}`);
  await checkOutputDirectory(out);

  const warnings: string[] = [];
  const progress = reportProgress(io.stderr, {
    quiet: options.quiet === true,
    width: widthFor(io.stderr, io.environment),
    now: () => performance.now(),
  });
  let outcome: RunOutcome;
  try {
    outcome = await run(loaded, {
      signal: io.signal,
      progress: progress.update,
      warn: (message) => {
        warnings.push(message);
        progress.warn(message);
      },
      outputDirectory: out,
      sinks: [{ use: "folder" }],
    });
  } finally {
    progress.end();
  }
  try {
    const manifest = await writeManifest(outcome.manifest, out, io.signal);
    if (options.json === true) printJson(outcome, out, io);
    else if (options.quiet !== true) printResult(outcome, [...outcome.files, manifest], warnings.length, out, io);
  } finally {
    await outcome.close();
  }
  return EXIT.done;
}

function printJson(outcome: RunOutcome, out: string, { stdout }: Io): void {
  const seconds = Math.round(performance.now()) / 1000;
  stdout.write(`${JSON.stringify(summarise(outcome, out, seconds))}\n`);
}

function printResult(
  outcome: RunOutcome,
  files: readonly string[],
  warnings: number,
  out: string,
  { stdout, environment }: Io,
): void {
  const style = styleFor(stdout, environment);
  const [headline, ...ledger] = inWords(outcome).map(visible);
  const lines = [
    ...(outcome.rows.length > 0 ? renderRanking(outcome, widthFor(stdout, environment), style) : []),
    "",
    style.bold(headline!),
    ...ledger,
    ...(warnings > 0 ? [`${counted(warnings, "warning")}: see above, or manifest.json.`] : []),
    "",
    `Files in ${visible(nearby(out))}: ${files.map(visible).join(", ")}`,
    visible(nextStep(outcome)),
    "",
  ];
  stdout.write(lines.join("\n"));
}

/** A path as the user would type it: short where it lies below, whole where it does not. */
function nearby(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith("..") ? path : below || ".";
}

function nextStep({ ledger, rows }: RunOutcome): string {
  if (ledger.rejected > 0 && rows.length === 0)
    return "Next: rejects.csv says of every record why it could not be read.";
  if (rows.length === 0) return "Next: nothing was left to cluster; look at the profile's `where`.";
  const rejects = ledger.rejected > 0 ? ", and rejects.csv for what could not be read" : "";
  return `Next: read clusters.csv from the top; assignments.csv has the row of every event${rejects}.`;
}

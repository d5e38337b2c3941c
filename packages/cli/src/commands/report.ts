import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Mark } from "@winnow/core";
import { loadProfile, parseMark, profileOrThrow, run } from "@winnow/orchestrator";
import { readPage, renderPage, replaceFile, type ReportData } from "@winnow/sink-html";
import { builtInProfiles } from "../builtin-profiles.ts";
import { builtInRegistry } from "../builtin-plugins.ts";
import { EXIT } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { findRun } from "../report/finished-run.ts";
import { profileOf, readManifest } from "../report/manifest.ts";
import { nearby, nearbyQuoted } from "../terminal/nearby.ts";
import { reportProgress } from "../terminal/progress.ts";
import { widthFor } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";

export interface ReportCommandOptions {
  readonly mark?: readonly string[];
  readonly out?: string;
}

/**
 * `winnow report`: the page of a finished run anew. From what the page itself holds where there is one, else by another
 * run of the manifest's profile on the same inputs.
 */
export async function reportCommand(folder: string, options: ReportCommandOptions, io: Io): Promise<number> {
  const found = await findRun(folder);
  const marks = (options.mark ?? []).map(parseMark);
  const target = resolve(options.out ?? found.report);
  if (found.hasReport) {
    const data = await readPage(await readFile(found.report, "utf8"), found.report);
    await replaceFile(target, await renderPage(withMarks(data, marks)));
  } else {
    await runAgain(found.manifest, target, marks, io);
  }
  io.stdout.write(`Report: ${visible(nearby(target))}\nNext: winnow open ${visible(nearbyQuoted(target))}\n`);
  return EXIT.done;
}

/** A mark that is there already stays one. */
function withMarks(data: ReportData, added: readonly Mark[]): ReportData {
  const marks = new Map([...data.marks, ...added].map((mark) => [`${mark.time} ${mark.label}`, mark]));
  return { ...data, marks: [...marks.values()].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)) };
}

async function runAgain(manifestPath: string, target: string, marks: readonly Mark[], io: Io): Promise<void> {
  const manifest = await readManifest(manifestPath);
  const data = await profileOf(manifest, manifestPath, basename(target));
  const loaded = await loadProfile({ data }, { registry: await builtInRegistry(), builtIn: builtInProfiles });
  profileOrThrow(loaded, manifest.profile.name);
  const progress = reportProgress(io.stderr, {
    quiet: false,
    width: widthFor(io.stderr, io.environment),
    now: () => performance.now(),
  });
  try {
    const { update, warn } = progress;
    const outcome = await run(loaded, {
      signal: io.signal,
      progress: update,
      warn,
      outputDirectory: dirname(target),
      marks,
    });
    await outcome.close();
  } finally {
    progress.end();
  }
}

import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Mark } from "@winnow/core";
import {
  parseMark,
  profileOrThrow,
  replaceFile,
  replaceResultFile,
  run,
  type LoadedProfile,
  type Use,
} from "@winnow/orchestrator";
import { readPage, renderPage, reportPage, type HtmlReportOptions, type ReportData } from "@winnow/sink-html";
import { changedInput, sourceNotAtHand } from "../errors.ts";
import { EXIT } from "../exit-code.ts";
import { findRun, type FinishedRun } from "../finished-run/find-run.ts";
import { readManifest } from "../finished-run/manifest.ts";
import { filesOf, loadAgain, obstacleTo } from "../finished-run/repeat.ts";
import type { Io } from "../io.ts";
import { nearby, nearbyQuoted } from "../terminal/nearby.ts";
import { reportProgress } from "../terminal/progress.ts";
import { widthFor } from "../terminal/style.ts";
import { visible } from "../terminal/visible.ts";

export interface ReportCommandOptions {
  readonly mark?: readonly string[];
  readonly out?: string;
}

/**
 * `winnow report`: rebuilds the page of a finished run, from the data of the page where there is one, else by another run
 * of the manifest's profile on the same files.
 */
export async function reportCommand(folder: string, options: ReportCommandOptions, io: Io): Promise<number> {
  const found = await findRun(folder);
  const marks = (options.mark ?? []).map(parseMark);
  const target = resolve(options.out ?? found.report);
  const page = found.hasReport ? await withMarks(found, marks) : await runAgain(found.manifest, marks, io);
  if (target === found.report) {
    const { directory, result } = found;
    const onWait = onceEach((owner) => io.stderr.write(`Waiting for ${visible(owner)}\n`));
    await replaceResultFile({ directory, result, name: basename(target), text: page, signal: io.signal, onWait });
  } else {
    await replaceFile(target, page);
  }
  io.stdout.write(`Report: ${visible(nearby(target))}\nNext: winnow open ${visible(nearbyQuoted(target))}\n`);
  return EXIT.done;
}

function onceEach(say: (text: string) => void): (text: string) => void {
  let last: string | undefined;
  return (text) => {
    if (text !== last) say(text);
    last = text;
  };
}

/** The same page with more marks. A mark that is there already stays one. */
async function withMarks({ report, result }: FinishedRun, added: readonly Mark[]): Promise<string> {
  // The name in the output directory may lead to another run in a moment.
  const data: ReportData = await readPage(await readFile(join(result, basename(report)), "utf8"), report);
  const marks = new Map([...data.marks, ...added].map((mark) => [`${mark.time} ${mark.label}`, mark]));
  const sorted = [...marks.values()].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return renderPage({ ...data, marks: sorted });
}

/** @throws `WN2012` where the run read no files, `WN2013` where a file is not what the run read */
async function runAgain(manifestPath: string, marks: readonly Mark[], io: Io): Promise<string> {
  const manifest = await readManifest(manifestPath);
  if (filesOf(manifest).length === 0) throw sourceNotAtHand({ manifest: manifestPath });
  const obstacle = await obstacleTo(manifest, io.signal);
  if (obstacle !== undefined) throw changedInput(obstacle, { cause: obstacle.cause });
  const loaded = await loadAgain(manifest);
  const limits = limitsOf(loaded, manifest.profile.name);
  const progress = reportProgress(io.stderr, {
    quiet: false,
    width: widthFor(io.stderr, io.environment),
    now: () => performance.now(),
  });
  try {
    const { update, warn } = progress;
    const outcome = await run(loaded, { signal: io.signal, progress: update, warn, outputDirectory: null, marks });
    try {
      return await reportPage(outcome, limits, io.signal);
    } finally {
      await outcome.close();
    }
  } finally {
    progress.end();
  }
}

/** How much the page may hold, by the options of the profile's sink. */
function limitsOf(loaded: LoadedProfile, name: string): HtmlReportOptions["limits"] {
  const [{ use, with: options = {} }] = profileOrThrow(loaded, name).sinks as readonly [Use];
  const schema = loaded.registry.get("sink", use)!.options["~standard"];
  return (schema.validate(options) as { readonly value: HtmlReportOptions }).value.limits;
}

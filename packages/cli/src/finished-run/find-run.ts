import { stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { resultDirectory } from "@winnow/orchestrator";
import { noFinishedRun } from "../errors.ts";

/** The files of a finished run. */
export interface FinishedRun {
  /** The page, or where it would be. */
  readonly report: string;
  readonly hasReport: boolean;
  readonly manifest: string;
  /** The output directory. */
  readonly directory: string;
  /** The directory of the result that the page belongs to, by `resultDirectory`; that of a page alone. */
  readonly result: string;
}

const REPORT = "report.html";
const MANIFEST = "manifest.json";

/**
 * The run in a folder; a page may be named itself.
 * @throws `WN2010` where there is neither page nor manifest
 */
export async function findRun(path: string): Promise<FinishedRun> {
  const named = resolve(path);
  const isPage = [".html", ".htm"].includes(extname(named).toLowerCase()) && (await isFile(named));
  const directory = isPage ? dirname(named) : named;
  const result = await resultDirectory(directory);
  // A run that was killed while it copied its files to their names is complete in its own directory. Until then there is no
  // manifest, and the page may be of the run before.
  const shown = isPage || (await isFile(join(directory, MANIFEST))) ? directory : result;
  const report = isPage ? named : join(shown, REPORT);
  const manifest = join(shown, MANIFEST);
  const hasReport = await isFile(report);
  if (!hasReport && !(await isFile(manifest))) throw noFinishedRun({ path });
  const belongs = !isPage || (await isFile(join(result, basename(report))));
  return { report, hasReport, manifest, directory, result: belongs ? result : directory };
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

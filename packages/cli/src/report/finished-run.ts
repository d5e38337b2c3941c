import { stat } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { noFinishedRun } from "../errors.ts";

/** What a finished run left behind. */
export interface FinishedRun {
  /** The page, or where it would be. */
  readonly report: string;
  readonly hasReport: boolean;
  readonly manifest: string;
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
  const report = isPage ? named : join(named, REPORT);
  const manifest = join(isPage ? dirname(named) : named, MANIFEST);
  const hasReport = isPage || (await isFile(report));
  if (!hasReport && !(await isFile(manifest))) throw noFinishedRun({ path });
  return { report, hasReport, manifest };
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

import { defineSink, throwIfAborted, type RunResult, type SinkContext, type SinkPlugin } from "@winnow/core";
import { collectReport } from "../collect/collect.ts";
import type { ReportLimits } from "../collect/limits.ts";
import { writePage } from "./files.ts";
import { htmlReportOptions, type HtmlReportOptions } from "./options.ts";
import { renderPage } from "./page.ts";

/** Writes the report: one page that opens anywhere, asks no server and holds the clusterer itself. */
export const htmlReportPlugin: SinkPlugin<HtmlReportOptions> = defineSink({
  name: "html-report",
  summary: "The report: one self-contained HTML page to read, filter, re-cluster and compare in",
  options: htmlReportOptions,
  write: writeReport,
});

async function writeReport(
  result: RunResult,
  { path, limits }: HtmlReportOptions,
  { signal, outputPath }: SinkContext,
): Promise<readonly string[]> {
  await writePage(outputPath(path), await reportPage(result, limits, signal));
  return [path];
}

/**
 * The page of a result, as the sink writes it.
 * @throws `WN1001` once `signal` has fired, `WN1950` when the page was not built
 */
export async function reportPage(result: RunResult, limits: ReportLimits, signal: AbortSignal): Promise<string> {
  const page = await renderPage(await collectReport(result, limits, signal));
  throwIfAborted(signal);
  return page;
}

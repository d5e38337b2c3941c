import { isAbsolute, relative, resolve } from "node:path";
import { defineSink, throwIfAborted, type RunContext, type RunResult, type SinkPlugin } from "@winnow/core";
import { collectReport } from "../collect/collect.ts";
import { replaceFile } from "./files.ts";
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
  options: HtmlReportOptions,
  { signal, outputDirectory }: RunContext,
): Promise<readonly string[]> {
  const page = await renderPage(await collectReport(result, options.limits, signal));
  throwIfAborted(signal);
  const path = resolve(outputDirectory, options.path);
  await replaceFile(path, page);
  const name = relative(outputDirectory, path);
  return [name.startsWith("..") || isAbsolute(name) ? path : name.replaceAll("\\", "/")];
}

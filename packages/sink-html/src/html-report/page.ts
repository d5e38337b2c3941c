import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ReportData } from "../data/report-data.ts";
import { packReport, unpackReport } from "../codec/pack.ts";
import { damagedReport, noReport, noTemplate } from "../errors.ts";

/** Beside the built sources, and at the same place seen from the sources themselves. */
const TEMPLATE = new URL("../../dist/page/report.html", import.meta.url);

const BEFORE = '<script type="application/vnd.winnow-report" id="winnow-report">';
const HOLE = `${BEFORE}{{data}}</script>`;

/**
 * The page with a report's data in it. Of the data there are only the letters of base64 in it.
 * @param template the page without data, as the package's build makes it
 * @throws `WN1950` when the page was not built
 */
export async function renderPage(data: ReportData, template?: string): Promise<string> {
  const page = template ?? (await readTemplate());
  const packed = await packReport(data);
  const at = page.indexOf(HOLE) + BEFORE.length;
  return page.slice(0, at) + packed + page.slice(at + HOLE.length - BEFORE.length - "</script>".length);
}

/**
 * The report that a page holds, whatever the version of the page around it.
 * @param path what messages call the page
 * @throws `WN1951` when the text is no report, `WN1952` when its data cannot be read
 */
export async function readPage(page: string, path: string): Promise<ReportData> {
  const start = page.indexOf(BEFORE);
  const end = page.indexOf("</script>", start);
  if (start < 0 || end < 0) throw noReport({ path });
  try {
    return await unpackReport(page.slice(start + BEFORE.length, end));
  } catch (cause) {
    throw damagedReport({ path, problem: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}

async function readTemplate(): Promise<string> {
  try {
    return await readFile(TEMPLATE, "utf8");
  } catch (cause) {
    throw noTemplate({ path: fileURLToPath(TEMPLATE) }, { cause });
  }
}

import type { SinkPlugin } from "@winnow/core";
import { htmlReportPlugin } from "./html-report/plugin.ts";

export type { ReportLimits } from "./collect/limits.ts";
export type {
  EventTable,
  ReportActivity,
  ReportAnalysis,
  ReportData,
  ReportMark,
  ReportRange,
  ReportRow,
  SlotTable,
} from "./data/report-data.ts";
export type { HtmlReportOptions } from "./html-report/options.ts";
export { readPage, renderPage } from "./html-report/page.ts";
export { reportPage } from "./html-report/plugin.ts";

export const plugins: readonly SinkPlugin[] = [htmlReportPlugin];

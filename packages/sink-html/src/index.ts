export type {
  EventTable,
  ReportActivity,
  ReportAnalysis,
  ReportData,
  ReportMark,
  ReportRow,
  SlotTable,
} from "./data/report-data.ts";
export { readPage, renderPage } from "./html-report/page.ts";

import { exactCell, spreadsheetCell } from "@winnow/csv";
import { defineSink, type SinkPlugin } from "@winnow/core";
import { writeResultFile } from "../files/result-file.ts";
import { EVENT_TABLES } from "../tables/select.ts";
import { formatCsv } from "./format.ts";
import { csvOptions, type CsvOptions } from "./options.ts";

/** Writes a part of the result as CSV. */
export const csvPlugin: SinkPlugin<CsvOptions> = defineSink({
  name: "csv",
  summary: "Comma-separated values (RFC 4180), every value exactly as its source wrote it",
  options: csvOptions,
  needsEvents: ({ table }) => EVENT_TABLES.has(table),
  write: (result, options, context) =>
    writeResultFile(result, options, context, (table) =>
      formatCsv(table, options.safeForSpreadsheets ? spreadsheetCell : exactCell),
    ),
});

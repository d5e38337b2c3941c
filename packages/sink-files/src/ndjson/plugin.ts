import { defineSink, type SinkPlugin } from "@winnow/core";
import { writeResultFile } from "../files/result-file.ts";
import type { FileOptions } from "../options.ts";
import { EVENT_TABLES } from "../tables/select.ts";
import { formatNdjson } from "./format.ts";
import { ndjsonOptions } from "./options.ts";

/** Writes a part of the result as NDJSON. */
export const ndjsonPlugin: SinkPlugin<FileOptions> = defineSink({
  name: "ndjson",
  summary: "Newline-delimited JSON: one object per row and line",
  options: ndjsonOptions,
  needsEvents: ({ table }) => EVENT_TABLES.has(table),
  write: (result, options, context) => writeResultFile(result, options, context, formatNdjson),
});

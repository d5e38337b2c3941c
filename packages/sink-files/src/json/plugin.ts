import { defineSink, type SinkPlugin } from "@winnow/core";
import { writeResultFile } from "../files/result-file.ts";
import type { FileOptions } from "../options.ts";
import { EVENT_TABLES } from "../tables/select.ts";
import { formatJson } from "./format.ts";
import { jsonOptions } from "./options.ts";

/** Writes a part of the result as JSON. */
export const jsonPlugin: SinkPlugin<FileOptions> = defineSink({
  name: "json",
  summary: "A JSON array with one object per row",
  options: jsonOptions,
  needsEvents: ({ table }) => EVENT_TABLES.has(table),
  write: (result, options, context) => writeResultFile(result, options, context, formatJson),
});

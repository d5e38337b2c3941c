import { defineSink, type RunResult, type SinkContext, type SinkPlugin } from "@winnow/core";
import { writeNewFile } from "../files/new-file.ts";
import type { FileOptions } from "../options.ts";
import { gatherColumns } from "../tables/gather.ts";
import { EVENT_TABLES, tableOf } from "../tables/select.ts";
import { parquetOptions } from "./options.ts";

/** Writes a part of the result as Parquet. */
export const parquetPlugin: SinkPlugin<FileOptions> = defineSink({
  name: "parquet",
  summary: "Parquet, with text, numbers, integers and UTC times as such",
  options: parquetOptions,
  needsEvents: ({ table }) => EVENT_TABLES.has(table),
  write: writeResult,
});

async function writeResult(result: RunResult, options: FileOptions, context: SinkContext): Promise<readonly string[]> {
  const path = context.outputPath(options.path);
  const columns = await gatherColumns(tableOf(result, options.table));
  // The engine is a heavy module that runs with other formats do without.
  const { writeParquet } = await import("@winnow/engine-duckdb");
  // Its warnings name the file: by the name that users know.
  const warn = (message: string): void => context.warn(message.replaceAll(path, options.path));
  await writeNewFile(path, context.signal, () => writeParquet(path, columns, { ...context, warn }));
  return [options.path];
}

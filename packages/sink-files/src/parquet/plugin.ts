import { resolve } from "node:path";
import { defineSink, type RunContext, type RunResult, type SinkPlugin } from "@winnow/core";
import { prepareTarget } from "../files/atomic-file.ts";
import { nameOf } from "../files/result-file.ts";
import type { FileOptions } from "../options.ts";
import { gatherColumns } from "../tables/gather.ts";
import { tableOf } from "../tables/select.ts";
import { parquetOptions } from "./options.ts";

/** Writes a part of the result as Parquet. */
export const parquetPlugin: SinkPlugin<FileOptions> = defineSink({
  name: "parquet",
  summary: "Parquet, with text, numbers, integers and UTC times as such",
  options: parquetOptions,
  write: writeResult,
});

async function writeResult(result: RunResult, options: FileOptions, context: RunContext): Promise<readonly string[]> {
  const path = resolve(context.outputDirectory, options.path);
  const columns = await gatherColumns(tableOf(result, options.table));
  // The engine is a heavy module that runs with other formats do without.
  const { writeParquet } = await import("@winnow/engine-duckdb");
  // It puts the finished file in place itself.
  await writeParquet(await prepareTarget(path), columns, context);
  return [nameOf(path, context)];
}

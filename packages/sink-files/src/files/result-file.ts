import type { RunResult, SinkContext } from "@winnow/core";
import type { FileOptions } from "../options.ts";
import { tableOf } from "../tables/select.ts";
import type { Table } from "../tables/table.ts";
import { writeChunks } from "./new-file.ts";

/** Writes a part of a result in the given format; returns the names of its files, as a sink must. */
export async function writeResultFile(
  result: RunResult,
  { path, table }: FileOptions,
  { outputPath, signal }: SinkContext,
  format: (table: Table) => AsyncIterable<Uint8Array>,
): Promise<readonly string[]> {
  await writeChunks(outputPath(path), signal, format(tableOf(result, table)));
  return [path];
}

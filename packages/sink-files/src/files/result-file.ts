import { isAbsolute, relative, resolve } from "node:path";
import type { RunContext, RunResult } from "@winnow/core";
import type { FileOptions } from "../options.ts";
import { tableOf } from "../tables/select.ts";
import type { Table } from "../tables/table.ts";
import { replaceFileByChunks } from "./atomic-file.ts";

/** Writes the asked-for part of a result in the given format; gives what a sink must say of its files. */
export async function writeResultFile(
  result: RunResult,
  options: FileOptions,
  context: RunContext,
  format: (table: Table) => AsyncIterable<Uint8Array>,
): Promise<readonly string[]> {
  const path = resolve(context.outputDirectory, options.path);
  await replaceFileByChunks(path, context.signal, format(tableOf(result, options.table)));
  return [nameOf(path, context)];
}

/** The file as the manifest and the analyst see it: relative to the output directory where it lies in there. */
export function nameOf(path: string, { outputDirectory }: RunContext): string {
  const name = relative(outputDirectory, path);
  return name.startsWith("..") || isAbsolute(name) ? path : name.replaceAll("\\", "/");
}

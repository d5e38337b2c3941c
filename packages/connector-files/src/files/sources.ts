import { stat } from "node:fs/promises";
import type { EventSource } from "@winnow/engine-duckdb";
import { archiveSources } from "./archive.ts";
import { beginningOf } from "./beginning.ts";
import { kindOf, type ReadingContext, type ReadingOptions, tableOptions } from "./kind.ts";
import { logSource } from "./log-source.ts";

/** The sources of events in files, in order: one for each file, and for each of those in a zip archive. */
export async function* eventSources(
  paths: readonly string[],
  options: ReadingOptions,
  context: ReadingContext,
): AsyncGenerator<EventSource> {
  for (const path of paths) {
    const { head, chunks } = await beginningOf(path);
    const kind = kindOf(path, head, options.format);
    if (kind === "table") {
      yield { from: "file", path, ...tableOptions(options) };
      continue;
    }
    const { size: bytes, mtime: modified } = await stat(path);
    const file = { name: path, input: { path, bytes }, modified };
    if (kind === "zip") yield* archiveSources(file, options, context);
    else yield logSource(kind, { ...file, chunks }, options, context);
  }
}

import { type EventSource, packingOf, UnpackedBytes } from "@winnow/engine-duckdb";
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
  const { maxExpandedBytes } = options;
  for (const path of paths) {
    const { input, head } = await beginningOf(path);
    const kind = kindOf(path, head, options.format);
    if (kind === "table") {
      yield { from: "file", input, ...tableOptions(options) };
    } else if (kind === "zip") {
      yield* archiveSources(input, options, context);
    } else {
      const packing = packingOf(await input.head());
      const bytes = new UnpackedBytes(() => input.read(), packing, { name: path, maxExpandedBytes });
      yield logSource(kind, { name: path, input, modified: input.modified, bytes }, options, context);
    }
  }
}

import type { EngineContext, Resources } from "./database.ts";
import type { DuckdbEngine } from "./engine.ts";
import { openSources } from "./open-sources.ts";
import type { TableOptions } from "./parts/file-part.ts";

export interface FilesOptions extends Resources, TableOptions {
  /** Files in the order in which their rows are counted. Plain, gzip or zstd. */
  readonly paths: readonly string[];
}

/** Opens files that hold tables as one source of events. Of most, nothing but headers is read before events are asked for. */
export async function openFiles(options: FilesOptions, context: EngineContext): Promise<DuckdbEngine> {
  const { paths, format, delimiter, ...resources } = options;
  const sources = paths.map((path) => ({ from: "file", path, format, delimiter }) as const);
  return openSources(sources, context, resources);
}

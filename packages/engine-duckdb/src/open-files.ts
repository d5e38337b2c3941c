import type { EngineContext, Resources } from "./database.ts";
import type { DuckdbEngine } from "./engine.ts";
import { InputFile } from "./input/input-file.ts";
import { type FileSource, openSources } from "./open-sources.ts";
import type { TableOptions } from "./parts/file-part.ts";

export interface FilesOptions extends Resources, TableOptions {
  /** Files in the order in which their rows are counted. Plain, gzip or zstd. */
  readonly paths: readonly string[];
}

/** Opens files that hold tables as one source of events. Of most, nothing but headers is read before events are asked for. */
export async function openFiles(options: FilesOptions, context: EngineContext): Promise<DuckdbEngine> {
  const { paths, format, delimiter, maxExpandedBytes, heldBytes, ...resources } = options;
  const tables = { format, delimiter, maxExpandedBytes, heldBytes };
  return openSources(fileSources(paths, tables), context, resources);
}

async function* fileSources(paths: readonly string[], options: TableOptions): AsyncGenerator<FileSource> {
  for (const path of paths) yield { from: "file", input: await InputFile.open(path), ...options };
}

import type { RunContext } from "@winnow/core";
import type { FileFormat, TableOptions } from "@winnow/engine-duckdb";
import { detectReader, type LogKind } from "../readers/detect.ts";
import type { FilesConnectorOptions, SourceFormat } from "./options.ts";

export type ReadingOptions = Omit<FilesConnectorOptions, "path">;
export type ReadingContext = Pick<RunContext, "signal" | "warn" | "gap">;

/** What a file is, by its beginning. An archive is one whatever the format says, which is then that of the files in it. */
export function kindOf(name: string, head: Uint8Array, format: SourceFormat | "auto" = "auto"): LogKind | "table" {
  const told = detectReader(name, head);
  if (told === "zip") return "zip";
  if (format === "auto") return told ?? "table";
  return isTableFormat(format) ? "table" : format;
}

/** The options that the engine reads a table by. */
export function tableOptions({ format, delimiter, maxExpandedBytes }: ReadingOptions): TableOptions {
  return { format: format !== undefined && isTableFormat(format) ? format : undefined, delimiter, maxExpandedBytes };
}

const TABLE_FORMATS: readonly string[] = ["csv", "tsv", "ndjson", "json", "parquet"] satisfies FileFormat[];

function isTableFormat(format: SourceFormat | "auto"): format is FileFormat {
  return TABLE_FORMATS.includes(format);
}

import { stat } from "node:fs/promises";
import { bytesOf, type Compression, compressionOf } from "./byte-stream.ts";
import { scanRecords } from "./csv/careful.ts";
import { cellsOf } from "./csv/cells.ts";
import { Database, type EngineContext, reasonOf, type Resources } from "./database.ts";
import { type DuckdbEngine, PartsEngine } from "./engine.ts";
import { emptyFile, unreadableFile, wrongFormat } from "./errors.ts";
import { CsvPart } from "./parts/csv-part.ts";
import { ParquetPart } from "./parts/parquet-part.ts";
import { distinctNames, type Part } from "./parts/part.ts";

export type FileFormat = "csv" | "tsv" | "ndjson" | "json" | "parquet";

export interface FilesOptions extends Resources {
  /** Files in the order in which their rows are counted. Plain, gzip or zstd. */
  readonly paths: readonly string[];
  /** `auto`, the default, goes by the name, then by the first bytes. */
  readonly format?: FileFormat | "auto";
  /** Of CSV; told from the header when left out. */
  readonly delimiter?: string;
}

const EXTENSIONS: Readonly<Record<string, FileFormat>> = {
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  parquet: "parquet",
  pq: "parquet",
};
const DELIMITERS = [",", "\t", ";", "|"] as const;

/** Opens files as one source of events. Nothing but headers is read before events are asked for. */
export async function openFiles(options: FilesOptions, context: EngineContext): Promise<DuckdbEngine> {
  const database = await Database.open(options, context);
  try {
    const parts: Part[] = [];
    for (const [index, path] of options.paths.entries()) parts.push(await openPart(database, path, index, options));
    return new PartsEngine(
      database,
      parts,
      parts.map(({ path, bytes }) => ({ path, bytes })),
    );
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openPart(database: Database, path: string, index: number, options: FilesOptions): Promise<Part> {
  const bytes = await sizeOf(path);
  if (bytes === 0) throw emptyFile({ path });
  const compression = await compressionOf(path);
  const format = await formatOf(path, compression, options.format ?? "auto");
  const warn = (from: string, to: string): void =>
    database.context.warn(`${path}: there is more than one column "${from}"; a later one is called "${to}"`);
  const table = `held_${index}`;
  switch (format) {
    case "parquet":
      return ParquetPart.open(database, { path, bytes }, warn);
    case "csv":
    case "tsv": {
      const header = await headerOf(path, compression);
      const delimiter = options.delimiter ?? (format === "tsv" ? "\t" : delimiterOf(header));
      const columns = distinctNames(cellsOf(header, delimiter), warn);
      return new CsvPart({ path, bytes, columns, delimiter, compression }, table);
    }
    default:
      throw wrongFormat({ path, format, reason: "not yet" });
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw unreadableFile({ path, reason: reasonOf(cause) }, { cause });
  }
}

async function formatOf(path: string, compression: Compression, format: FileFormat | "auto"): Promise<FileFormat> {
  if (format !== "auto") return format;
  const name = path.toLowerCase().replace(/\.(gz|gzip|zst|zstd)$/, "");
  const byName = EXTENSIONS[name.slice(name.lastIndexOf(".") + 1)];
  if (byName !== undefined) return byName;
  void compression;
  return "csv";
}

async function headerOf(path: string, compression: Compression): Promise<string> {
  // The delimiter only matters between quoted cells, and there any is followed by another cell.
  for await (const [header] of scanRecords(bytesOf(path, compression), ",")) {
    if (header !== undefined) return header.bytes.toString("utf8");
  }
  throw emptyFile({ path });
}

/** The candidate that stands most often outside quotes. */
function delimiterOf(header: string): string {
  const bare = header.replaceAll(/"(?:[^"]|"")*"/g, "");
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

import { isUtf8 } from "node:buffer";
import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { bytesOf, type Packing, packingOf } from "./byte-stream.ts";
import { scanRecords } from "./csv/careful.ts";
import { cellsOf } from "./csv/cells.ts";
import { Database, type EngineContext, reasonOf, type Resources } from "./database.ts";
import { type DuckdbEngine, PartsEngine } from "./engine.ts";
import { emptyFile, unreadableFile, wrongFormat } from "./errors.ts";
import { jsonElements, jsonLines } from "./json/records.ts";
import { CsvPart } from "./parts/csv-part.ts";
import { holdJson } from "./parts/json-part.ts";
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
  const packing = await packingOf(path);
  const format = await formatOf(path, packing, options.format ?? "auto");
  const warn = (from: string, to: string): void =>
    database.context.warn(`${path}: there is more than one column "${from}"; a later one is called "${to}"`);
  const source = { path, bytes };
  const table = `held_${index}`;
  switch (format) {
    case "parquet":
      return ParquetPart.open(database, source, warn);
    case "ndjson":
      return holdJson(database, source, table, jsonLines(bytesOf(path, packing)));
    case "json":
      return holdJson(database, source, table, jsonElements(bytesOf(path, packing)));
    case "csv":
    case "tsv": {
      const header = await headerOf(path, packing);
      const delimiter = options.delimiter ?? (format === "tsv" ? "\t" : delimiterOf(header));
      const columns = distinctNames(cellsOf(header, delimiter), warn);
      return new CsvPart({ path, bytes, columns, delimiter, packing }, table);
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw unreadableFile({ path, reason: reasonOf(cause) }, { cause });
  }
}

async function formatOf(path: string, packing: Packing, format: FileFormat | "auto"): Promise<FileFormat> {
  if (format !== "auto") return format;
  const name = basename(path)
    .toLowerCase()
    .replace(/\.(gz|gzip|zst|zstd)$/, "");
  const byName = EXTENSIONS[extname(name).slice(1)];
  // Many a file named .json holds one object a line.
  if (byName !== undefined && byName !== "json") return byName;
  const start = await startOf(path, packing);
  if (byName === undefined && start.startsWith("PAR1")) return "parquet";
  const text = start.trimStart();
  if (text.startsWith("{")) return isJson(text.split("\n", 1)[0]!) || byName === undefined ? "ndjson" : "json";
  return text.startsWith("[") ? "json" : (byName ?? "csv");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The first characters of a file. */
async function startOf(path: string, packing: Packing): Promise<string> {
  for await (const chunk of bytesOf(path, packing))
    return chunk
      .subarray(0, 1 << 20)
      .toString("utf8")
      .replace(/^\ufeff/, "");
  return "";
}

async function headerOf(path: string, packing: Packing): Promise<string> {
  // The delimiter only matters after quoted cells; where it is another, the header is the first line, as almost always.
  for await (const [header] of scanRecords(bytesOf(path, packing), ",")) {
    if (header === undefined) continue;
    if (!isUtf8(header.bytes))
      throw wrongFormat({ path, format: "CSV in UTF-8", reason: "its header holds bytes that are not UTF-8" });
    if (header.bytes.includes(0)) throw wrongFormat({ path, format: "CSV", reason: "its header holds zero bytes" });
    return header.bytes.toString("utf8");
  }
  throw emptyFile({ path });
}

/** The candidate that stands most often outside quotes. */
function delimiterOf(header: string): string {
  const bare = header.replaceAll(/"(?:[^"]|"")*"/g, "");
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

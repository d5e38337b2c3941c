import { isUtf8 } from "node:buffer";
import { basename, extname } from "node:path";
import { LIMITS } from "@winnow/core";
import { scanRecords } from "../csv/careful.ts";
import { cellsOf } from "../csv/cells.ts";
import type { CsvRecord } from "../csv/records.ts";
import type { Database } from "../database.ts";
import { damagedArchive, emptyFile, recordTooLong, tooManyColumns, wrongFormat } from "../errors.ts";
import type { HeldInput, HeldTables, Holding } from "../held/held-tables.ts";
import type { InputFile } from "../input/input-file.ts";
import { packed, type PackedFile, type PackedFileOptions, unpacked } from "../input/packed-file.ts";
import { JsonElements, JsonLines } from "../json/records.ts";
import { CsvPart } from "./csv-part.ts";
import { holdCsv } from "./hold-csv.ts";
import { holdJson } from "./json-part.ts";
import { ParquetPart } from "./parquet-part.ts";
import { distinctNames, type Part } from "./part.ts";

export type FileFormat = "csv" | "tsv" | "ndjson" | "json" | "parquet";

/** How a file is to be read. */
export interface TableOptions {
  /** `auto`, the default, goes by the name, then by the first bytes. */
  readonly format?: FileFormat | "auto" | undefined;
  /** Delimiter of CSV; inferred from the header when omitted. */
  readonly delimiter?: string | undefined;
  /** Bytes that a packed file may unpack to; `LIMITS.expandedBytes` when omitted. */
  readonly maxExpandedBytes?: number | undefined;
  /**
   * CSV files up to this size are read into a table when they are opened, as starting a scan takes DuckDB longer; packed
   * ones up to half of it. 512 KiB when omitted.
   */
  readonly heldBytes?: number | undefined;
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

const HELD_BYTES = 512 * 1024;
/** Characters of a header by which its delimiter is inferred. */
const DELIMITER_SAMPLE = 65_536;

/** Where the tables of an engine are held, and how to hold one more input. */
export interface Holder {
  readonly tables: HeldTables;
  readonly hold: Holding;
}

/** Opens a file that contains a table. Of CSV and Parquet nothing but headers is read; JSON is held. */
export async function openFile(
  database: Database,
  input: InputFile,
  { tables, hold }: Holder,
  options: TableOptions & PackedFileOptions,
): Promise<Part | HeldInput> {
  const { name } = input;
  if (input.bytes === 0) throw emptyFile({ path: name });
  const file = await packed(input, options);
  const format = await formatOf(file, options.format ?? "auto");
  const warn = (from: string, to: string): void =>
    database.context.warn(`${name}: there is more than one column "${from}"; a later one is called "${to}"`);
  switch (format) {
    case "parquet":
      return ParquetPart.open(database, input, warn);
    case "ndjson":
      return holdJson(database, hold, { name, bytes: unpacked(file), splitter: new JsonLines() });
    case "json":
      return holdJson(database, hold, { name, bytes: unpacked(file), splitter: new JsonElements() });
    case "csv":
    case "tsv": {
      const header = await headerOf(file);
      const text = header.bytes.toString("utf8");
      const delimiter = options.delimiter ?? (format === "tsv" ? "\t" : delimiterOf(text));
      const names = cellsOf(text, delimiter, LIMITS.columns + 1);
      if (names.length > LIMITS.columns) throw tooManyColumns(name);
      const isHeld = header.damage !== null || isSmall(file, options.heldBytes);
      const csv = { ...file, columns: distinctNames(names, warn), delimiter };
      return isHeld ? holdCsv(database, hold, csv) : new CsvPart(csv, tables);
    }
  }
}

function isSmall({ input, compression }: PackedFile, heldBytes: number = HELD_BYTES): boolean {
  return input.bytes <= (compression === "none" ? heldBytes : heldBytes / 2);
}

async function formatOf(file: PackedFile, format: FileFormat | "auto"): Promise<FileFormat> {
  if (format !== "auto") return format;
  const byName = formatByName(file.input.name);
  // Many a file named .json holds one object a line.
  if (byName !== undefined && byName !== "json") return byName;
  return formatByStart(await startOf(file), byName) ?? "csv";
}

/**
 * The format of a table by its name, and where that does not tell, by the beginning of its text. Undefined where neither
 * does: if it is a table, it is CSV.
 */
export function tableFormatOf(name: string, start: string): FileFormat | undefined {
  const byName = formatByName(name);
  return byName !== undefined && byName !== "json" ? byName : formatByStart(start, byName);
}

function formatByName(name: string): FileFormat | undefined {
  const bare = basename(name)
    .toLowerCase()
    .replace(/\.(gz|gzip|zst|zstd)$/, "");
  const extension = extname(bare).slice(1);
  return Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
}

function formatByStart(start: string, byName: FileFormat | undefined): FileFormat | undefined {
  if (byName === undefined && start.startsWith("PAR1")) return "parquet";
  const text = start.trimStart();
  if (text.startsWith("{")) return isJson(text.split("\n", 1)[0]!) || byName === undefined ? "ndjson" : "json";
  return text.startsWith("[") ? "json" : byName;
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
async function startOf(file: PackedFile): Promise<string> {
  for await (const chunk of unpacked(file))
    return chunk
      .subarray(0, 1 << 20)
      .toString("utf8")
      .replace(/^\ufeff/, "");
  return "";
}

async function headerOf(file: PackedFile): Promise<CsvRecord> {
  // The delimiter only matters after quoted cells; where it is another, the header is the first line, as almost always.
  const path = file.input.name;
  const bytes = unpacked(file);
  for await (const [header] of scanRecords(bytes, ",")) {
    if (header === undefined) continue;
    if (header.damage === "long") throw recordTooLong(path, "its header");
    if (!isUtf8(header.bytes))
      throw wrongFormat({ path, format: "CSV in UTF-8", reason: "its header holds bytes that are not UTF-8" });
    if (header.bytes.includes(0)) throw wrongFormat({ path, format: "CSV", reason: "its header holds zero bytes" });
    return header;
  }
  throw bytes.damage === undefined ? emptyFile({ path }) : damagedArchive({ path, reason: bytes.damage });
}

/** The candidate that stands most often outside quotes. */
function delimiterOf(header: string): string {
  const bare = header.slice(0, DELIMITER_SAMPLE).replaceAll(/"(?:[^"]|"")*"/g, "");
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

import type { DuckDBBlobValue, DuckDBDataChunk } from "@duckdb/node-api";
import { isWinnowError } from "@winnow/core";
import { numbersOf } from "./chunks.ts";
import { Database, type EngineContext } from "./database.ts";
import { reasonOf } from "./reason-of.ts";
import { duckdbFailed, noSuchRow, unknownColumn, wrongFormat } from "./errors.ts";
import { isParquet, MAGIC } from "./parquet-magic.ts";
import { quietContext } from "./quiet-context.ts";
import { identifier, literal, outgoing, pathLiteral } from "./sql.ts";

export interface ParquetField {
  readonly name: string;
  /** Columns of types that are none of these are read as text. */
  readonly type: "text" | "number" | "integer" | "time";
}

/** Values of one column in successive rows. Without a value: `null`, NaN, {@link NO_TIME}. */
export type ParquetValues =
  | { readonly type: "text"; readonly values: readonly (string | null)[] }
  | { readonly type: "number" | "integer"; readonly values: Float64Array }
  /** µs since 1970, UTC. */
  | { readonly type: "time"; readonly values: BigInt64Array };

/** An open Parquet file, until its reader is closed. */
export interface ParquetFile {
  readonly columns: readonly ParquetField[];
  readonly rows: number;
  /**
   * The rows in order, in chunks of at most 2048; in each chunk the columns in the order of `names`.
   * @throws `WN1405` for a column that the file does not have
   */
  read(names: readonly string[]): AsyncIterable<readonly ParquetValues[]>;
  /**
   * Values of a text column at 0-based row numbers, in the order asked for.
   * @throws `WN1405` for a text column that the file does not have, `WN1408` for a row that it does not have
   */
  texts(name: string, rows: readonly number[]): Promise<(string | null)[]>;
}

/** Reads any number of Parquet files by one engine, which starts with the first. Close it: it uses memory and temporary files. */
export interface ParquetReader {
  /**
   * Value of a key in the metadata of a file, `undefined` where the file is not Parquet or lacks the key. Reads the footer only.
   * @throws `WN1411` for a file that cannot be opened
   */
  metadata(path: string, key: string): Promise<string | undefined>;
  /**
   * Opens a file to read its columns.
   * @throws `WN1411` for a file that cannot be opened, `WN1412` for one that is not Parquet
   */
  open(path: string): Promise<ParquetFile>;
  close(): Promise<void>;
}

/** The time of a row that has none. */
export const NO_TIME: bigint = -(2n ** 63n);

/** Virtual column of DuckDB's reader. A file's own column of this name would hide it. */
const ROW_NUMBER = "file_row_number";
const ROWS_PER_QUERY = 65_536;
const DOING = "reading a Parquet file";

export function parquetReader(context: EngineContext = quietContext()): ParquetReader {
  // One thread returns rows in order, and JavaScript reads them more slowly than it does.
  let opened: Promise<Database> | undefined;
  const database = (): Promise<Database> => (opened ??= Database.open({ threads: 1 }, context));
  return {
    metadata: async (path, key) => ((await isParquet(path)) ? metadataOf(await database(), path, key) : undefined),
    async open(path) {
      if (!(await isParquet(path)))
        throw wrongFormat({ path, format: "parquet", reason: `it does not start and end with ${MAGIC}` });
      return openTable(await database(), path);
    },
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}

async function metadataOf(database: Database, path: string, key: string): Promise<string | undefined> {
  try {
    const pairs = `parquet_kv_metadata(${pathLiteral(path)})`;
    const sql = `select value from ${pairs} where key = encode(${literal(key)}) limit 1`;
    const [pair] = await database.rows(DOING, sql);
    return pair === undefined ? undefined : Buffer.from((pair[0] as DuckDBBlobValue).bytes).toString("utf8");
  } catch (error) {
    // The footer is damaged.
    if (isDuckDbFailure(error)) return undefined;
    throw error;
  }
}

async function openTable(database: Database, path: string): Promise<ParquetFile> {
  try {
    return await describe(database, path);
  } catch (cause) {
    if (!isDuckDbFailure(cause)) throw cause;
    throw wrongFormat({ path, format: "parquet", reason: reasonOf(cause.cause) }, { cause });
  }
}

function isDuckDbFailure(error: unknown): error is Error {
  return isWinnowError(error) && error.code === duckdbFailed.spec.code;
}

interface Table {
  readonly database: Database;
  /** The file as a relation. */
  readonly relation: string;
  readonly columns: readonly ParquetField[];
  readonly rows: number;
}

async function describe(database: Database, path: string): Promise<ParquetFile> {
  // A directory called `k=v` adds no column.
  const relation = `read_parquet(${pathLiteral(path)}, hive_partitioning = false)`;
  const described = await database.rows(DOING, `describe select * from ${relation}`);
  const columns = described.map(([name, type]): ParquetField => ({ name: String(name), type: typeOf(String(type)) }));
  if (columns.some(({ name }) => name.toLowerCase() === ROW_NUMBER)) {
    throw wrongFormat({ path, format: "parquet that Winnow can read", reason: `it has a column "${ROW_NUMBER}"` });
  }
  const [counted] = await database.rows(DOING, `select count(*)::double from ${relation}`);
  const rows = counted![0] as number;
  const table = { database, relation, columns, rows };
  return {
    columns,
    rows,
    read: (names) => readColumns(table, names),
    texts: (name, numbers) => readTexts(table, name, numbers),
  };
}

async function* readColumns(
  { database, relation, columns }: Table,
  names: readonly string[],
): AsyncGenerator<readonly ParquetValues[]> {
  const wanted = names.map((name) => find(name, columns));
  if (wanted.length === 0) return;
  const sql = `select ${wanted.map(valueSql).join(", ")} from ${relation}`;
  for await (const chunk of database.chunks(DOING, sql)) {
    yield wanted.map(({ type }, index) => valuesOf(chunk, index, type));
  }
}

async function readTexts(
  { database, relation, columns, rows }: Table,
  name: string,
  numbers: readonly number[],
): Promise<(string | null)[]> {
  const texts = columns.filter(({ type }) => type === "text");
  const column = find(name, texts);
  const missing = numbers.find((row) => !Number.isInteger(row) || row < 0 || row >= rows);
  if (missing !== undefined) throw noSuchRow({ row: missing });
  const distinct = [...new Set(numbers)];
  const found = new Map<number, string | null>();
  for (let from = 0; from < distinct.length; from += ROWS_PER_QUERY) {
    const some = distinct.slice(from, from + ROWS_PER_QUERY).join(", ");
    const sql = `select ${ROW_NUMBER}::double, ${valueSql(column)} from ${relation} where ${ROW_NUMBER} in (${some})`;
    for await (const chunk of database.chunks(DOING, sql)) {
      const values = textsOf(chunk, 1);
      numbersOf(chunk, 0).forEach((row, at) => found.set(row, values[at]!));
    }
  }
  return numbers.map((row) => found.get(row)!);
}

function find(name: string, columns: readonly ParquetField[]): ParquetField {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw unknownColumn({ column: name, columns: columns.map((known) => known.name) });
  return column;
}

function typeOf(sqlType: string): ParquetField["type"] {
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(sqlType)) return "integer";
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(sqlType)) return "number";
  return sqlType.startsWith("TIMESTAMP") ? "time" : "text";
}

function valueSql({ name, type }: ParquetField): string {
  const column = identifier(name);
  switch (type) {
    case "text":
      return outgoing(`${column}::varchar`, "text");
    case "time":
      return `coalesce(epoch_us(${column}), ${NO_TIME})`;
    default:
      return `${column}::double`;
  }
}

function valuesOf(chunk: DuckDBDataChunk, index: number, type: ParquetField["type"]): ParquetValues {
  switch (type) {
    case "text":
      return { type, values: textsOf(chunk, index) };
    case "time":
      return { type, values: BigInt64Array.from(chunk.getColumnValues(index) as bigint[]) };
    default:
      return { type, values: numbersOf(chunk, index) };
  }
}

function textsOf(chunk: DuckDBDataChunk, index: number): (string | null)[] {
  return chunk.getColumnValues(index) as (string | null)[];
}

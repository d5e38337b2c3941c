import { randomBytes } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { Database, type EngineContext, loadDuckDb } from "./database.ts";
import { reasonOf } from "./reason-of.ts";
import { unwritableFile } from "./errors.ts";
import { distinctNames } from "./parts/part.ts";
import { quietContext } from "./quiet-context.ts";
import { identifier, literal } from "./sql.ts";

/** A column of a Parquet file. `null` and NaN are no value; times are µs since 1970, UTC. */
export type ParquetColumn =
  | { readonly name: string; readonly type: "text"; readonly values: readonly (string | null)[] }
  | { readonly name: string; readonly type: "number" | "integer"; readonly values: ArrayLike<number | null> }
  | { readonly name: string; readonly type: "time"; readonly values: ArrayLike<bigint | null> };

const SQL_TYPES = { text: "varchar", number: "double", integer: "bigint", time: "bigint" } as const;
const CHUNK_ROWS = 2048;

/**
 * Writes columns of equal length as a Parquet file. The file appears complete or not at all, and equal arguments give
 * equal bytes.
 * @param metadata key-value pairs for the footer; keys differ in more than letter case
 * @throws `WN1414` where the file cannot be written
 */
export async function writeParquet(
  path: string,
  columns: readonly ParquetColumn[],
  context: EngineContext = quietContext(),
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  // Several threads could cut the rows into other row groups at every run.
  const database = await Database.open({ threads: 1 }, context);
  const unfinished = `${path}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
  try {
    await fill(database, columns);
    const names = parquetNames(path, columns, context);
    const list = columns.map(({ type }, index) => {
      const value = type === "time" ? `make_timestamp(c${index})::timestamptz` : `c${index}`;
      return `${value} as ${identifier(names[index]!)}`;
    });
    await database.run(
      "writing Parquet",
      `copy (select ${list.join(", ")} from output) to ${literal(unfinished)} ` +
        `(format parquet, compression zstd${metadataSql(metadata)})`,
    );
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw context.signal.aborted ? cause : unwritableFile({ path, reason: reasonOf(cause) }, { cause });
  } finally {
    await database.close();
  }
}

function metadataSql(metadata: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(metadata).map(([key, value]) => `${identifier(key)}: ${literal(value)}`);
  return pairs.length === 0 ? "" : `, kv_metadata {${pairs.join(", ")}}`;
}

/** DuckDB writes no column without a name, and takes names that differ in letter case alone for one. */
function parquetNames(path: string, columns: readonly ParquetColumn[], context: EngineContext): string[] {
  const named = columns.map(({ name }, index) => {
    if (name !== "") return name;
    context.warn(`${path}: column ${index + 1} has no name and is called "column${index + 1}"`);
    return `column${index + 1}`;
  });
  return distinctNames(
    named,
    (from, to) => context.warn(`${path}: there is more than one column "${from}"; a later one is called "${to}"`),
    (name) => name.toLowerCase(),
  );
}

async function fill(database: Database, columns: readonly ParquetColumn[]): Promise<void> {
  const { BIGINT, DOUBLE, DuckDBDataChunk, VARCHAR } = await loadDuckDb();
  const types = { text: VARCHAR, number: DOUBLE, integer: BIGINT, time: BIGINT };
  const rows = columns[0]?.values.length ?? 0;
  await database.withConnection("writing Parquet", async (connection) => {
    const list = columns.map(({ type }, index) => `c${index} ${SQL_TYPES[type]}`);
    await connection.run(`create table output (${list.join(", ")})`);
    const appender = await connection.createAppender("output");
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      const to = Math.min(from + CHUNK_ROWS, rows);
      const chunk = DuckDBDataChunk.create(
        columns.map(({ type }) => types[type]),
        to - from,
      );
      columns.forEach((column, index) => chunk.setColumnValues(index, cells(column, from, to)));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  });
}

function cells({ type, values }: ParquetColumn, from: number, to: number): (string | number | bigint | null)[] {
  return Array.from({ length: to - from }, (_, index) => {
    const value = values[from + index] ?? null;
    if (typeof value !== "number") return value;
    if (Number.isNaN(value)) return null;
    return type === "integer" ? BigInt(Math.trunc(value)) : value;
  });
}

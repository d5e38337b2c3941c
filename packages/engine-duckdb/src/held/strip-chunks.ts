import type { DuckDBDataChunk } from "@duckdb/node-api";
import type { DuckDb } from "../database.ts";

/** Rows of one chunk, DuckDB's own vector size. */
export const CHUNK_ROWS = 2048;

/** Values of some columns, by position in the table. */
export interface Chunk {
  readonly rows: number;
  readonly values: ReadonlyMap<number, readonly (string | null)[]>;
}

/** A table in the database with some of the columns, from some row on. */
export interface Strip {
  readonly table: string;
  /** Number of rows in the table before its first one. */
  readonly firstRow: number;
  /** Position of its first column. */
  readonly firstColumn: number;
  /** Number of its columns, spare ones included. */
  readonly columns: number;
}

/** Makes chunks of DuckDB. Most cells of wide tables are empty, so chunks without values are made once. */
export class StripChunks {
  readonly #duckdb: DuckDb;
  readonly #empty = new Map<number, DuckDBDataChunk>();

  constructor(duckdb: DuckDb) {
    this.#duckdb = duckdb;
  }

  /** The part of a chunk that belongs to a strip. */
  of(chunk: Chunk, strip: Strip): DuckDBDataChunk {
    const isEmpty = chunk.rows === CHUNK_ROWS && ![...chunk.values.keys()].some((position) => holds(strip, position));
    if (!isEmpty) return this.#create(chunk, strip);
    let empty = this.#empty.get(strip.columns);
    if (empty === undefined) {
      empty = this.#create(chunk, strip);
      this.#empty.set(strip.columns, empty);
    }
    return empty;
  }

  #create({ rows, values }: Chunk, { firstColumn, columns }: Strip): DuckDBDataChunk {
    const { DuckDBDataChunk, BOOLEAN, VARCHAR } = this.#duckdb;
    const chunk = DuckDBDataChunk.create([BOOLEAN, ...Array.from({ length: columns }, () => VARCHAR)], rows);
    const nothing = Array.from({ length: rows }, () => null);
    chunk.setColumnValues(0, nothing);
    for (let index = 0; index < columns; index++) {
      chunk.setColumnValues(index + 1, padded(values.get(firstColumn + index), rows) ?? nothing);
    }
    return chunk;
  }
}

/** Whether a column of the table is in a strip. */
export function holds({ firstColumn, columns }: Strip, position: number): boolean {
  return position >= firstColumn && position < firstColumn + columns;
}

function padded(values: readonly (string | null)[] | undefined, rows: number): readonly (string | null)[] | undefined {
  if (values === undefined || values.length === rows) return values;
  return [...values, ...Array.from({ length: rows - values.length }, () => null)];
}

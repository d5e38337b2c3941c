import type { DuckDBAppender, DuckDBConnection } from "@duckdb/node-api";
import type { EventBatch } from "@winnow/core";
import type { DuckDb } from "../database.ts";

/** Rows of one chunk, DuckDB's own vector size. */
const CHUNK_ROWS = 2048;
/** Characters that wait in memory for a chunk to fill. */
const PENDING_CHARACTERS = 8 * 1024 * 1024;

/** Values of some columns, by position in the table. */
interface Chunk {
  readonly rows: number;
  readonly values: ReadonlyMap<number, readonly (string | null)[]>;
}

/**
 * A table of text columns `c0`, `c1`, … that inputs are appended to, one after the other, each with columns of its own. Rows
 * of several small inputs are written together: a chunk costs as much for one row as for all of its rows.
 */
export class HeldTable {
  /** Its name in SQL. */
  readonly name: string;
  /** Rows, written or not. */
  rows = 0;
  readonly #duckdb: DuckDb;
  readonly #positions = new Map<string, number>();
  /** Columns that the table has in the database; -1 where it does not exist yet. */
  #created = -1;
  #written = 0;
  #appender: DuckDBAppender | undefined;
  #pending = new Map<number, (string | null)[]>();
  #pendingRows = 0;
  #pendingCharacters = 0;

  constructor(name: string, duckdb: DuckDb) {
    this.name = name;
    this.#duckdb = duckdb;
  }

  get width(): number {
    return this.#positions.size;
  }

  has(column: string): boolean {
    return this.#positions.has(column);
  }

  /** Position of a column, which is added where the table lacks it. */
  place(column: string): number {
    const known = this.#positions.get(column);
    if (known !== undefined) return known;
    const position = this.#positions.size;
    this.#positions.set(column, position);
    return position;
  }

  async append(connection: DuckDBConnection, batch: EventBatch, positions: readonly number[]): Promise<void> {
    this.rows += batch.rows;
    for (let from = 0; from < batch.rows;) {
      const to = Math.min(from + CHUNK_ROWS - this.#pendingRows, batch.rows);
      if (to - from === CHUNK_ROWS) await this.#write(connection, chunkOf(batch, positions, from, to));
      else this.#keep(batch, positions, from, to);
      if (this.#pendingRows === CHUNK_ROWS || this.#pendingCharacters > PENDING_CHARACTERS)
        await this.flush(connection);
      from = to;
    }
  }

  /** Writes the rows that wait. */
  async flush(connection: DuckDBConnection): Promise<void> {
    if (this.#pendingRows > 0) await this.#write(connection, { rows: this.#pendingRows, values: this.#pending });
    this.#pending = new Map();
    this.#pendingRows = 0;
    this.#pendingCharacters = 0;
  }

  /** Brings the table of the database up to date, so that it can be read. */
  async finish(connection: DuckDBConnection): Promise<void> {
    await this.flush(connection);
    await this.#create(connection);
    this.closeAppender();
  }

  closeAppender(): void {
    this.#appender?.closeSync();
    this.#appender = undefined;
  }

  #keep(batch: EventBatch, positions: readonly number[], from: number, to: number): void {
    positions.forEach((position, index) => {
      let column = this.#pending.get(position);
      if (column === undefined) {
        column = [];
        this.#pending.set(position, column);
      }
      while (column.length < this.#pendingRows) column.push(null);
      for (let row = from; row < to; row++) {
        const value = batch.values[index]![row]!;
        column.push(value);
        this.#pendingCharacters += value?.length ?? 0;
      }
    });
    this.#pendingRows += to - from;
  }

  async #write(connection: DuckDBConnection, { rows, values }: Chunk): Promise<void> {
    await this.#create(connection);
    const { DuckDBDataChunk, BOOLEAN, VARCHAR } = this.#duckdb;
    this.#appender ??= await connection.createAppender(this.name);
    const chunk = DuckDBDataChunk.create([BOOLEAN, ...Array.from({ length: this.width }, () => VARCHAR)], rows);
    const nothing = Array.from({ length: rows }, () => null);
    chunk.setColumnValues(0, nothing);
    for (let position = 0; position < this.width; position++) {
      chunk.setColumnValues(position + 1, padded(values.get(position), rows) ?? nothing);
    }
    this.#appender.appendDataChunk(chunk);
    this.#written += rows;
  }

  /** Creates the table, or adds the columns that it lacks. */
  async #create(connection: DuckDBConnection): Promise<void> {
    if (this.#created === this.width) return;
    this.closeAppender();
    if (this.#written === 0) {
      const list = ["e boolean", ...Array.from({ length: this.width }, (_, index) => `c${index} varchar`)];
      await connection.run(`create or replace table ${this.name} (${list.join(", ")})`);
    } else {
      for (let index = this.#created; index < this.width; index++) {
        await connection.run(`alter table ${this.name} add column c${index} varchar`);
      }
    }
    this.#created = this.width;
  }
}

function chunkOf(batch: EventBatch, positions: readonly number[], from: number, to: number): Chunk {
  const isAll = from === 0 && to === batch.rows;
  const values = positions.map(
    (position, index) => [position, isAll ? batch.values[index]! : batch.values[index]!.slice(from, to)] as const,
  );
  return { rows: to - from, values: new Map(values) };
}

function padded(values: readonly (string | null)[] | undefined, rows: number): readonly (string | null)[] | undefined {
  if (values === undefined || values.length === rows) return values;
  return [...values, ...Array.from({ length: rows - values.length }, () => null)];
}

import type { DuckDBAppender, DuckDBConnection } from "@duckdb/node-api";
import type { EventBatch } from "@winnow/core";
import { type Chunk, CHUNK_ROWS, type Strip, type StripChunks } from "./strip-chunks.ts";

/** Characters that wait in memory for a chunk to fill. */
const PENDING_CHARACTERS = 8 * 1024 * 1024;
/** Cells, of 16 bytes and more, that an appender keeps in memory; by itself it would keep 204,800 rows. */
const UNFLUSHED_CELLS = 2 * 1024 * 1024;
/** Columns of a strip. DuckDB pins a block of 256 KiB for each column that it appends to. */
const STRIP_COLUMNS = 512;
const SMALLEST_STRIP = 64;

interface OpenStrip extends Strip {
  appender: DuckDBAppender | undefined;
  unflushed: number;
}

/** Rows that are in the same strips. */
export interface Slice {
  /** Rows from `first` to before `end`. */
  readonly first: number;
  readonly end: number;
  readonly strips: readonly Strip[];
}

/**
 * A table of text columns `c0`, `c1`, … that inputs are appended to, one after the other, each with columns of its own. Rows
 * of several small inputs are written together: a chunk costs as much for one row as for all of its rows. Logs have columns
 * by the thousand at times, and new ones all along. Adding columns to a table of the database is quadratic, and a wide one
 * needs more memory than there is, so that columns are in strips: tables with the same rows.
 */
export class HeldTable {
  /** Rows, written or not. */
  rows = 0;
  readonly #name: string;
  readonly #chunks: StripChunks;
  readonly #positions = new Map<string, number>();
  readonly #strips: OpenStrip[] = [];
  #written = 0;
  #pending = new Map<number, (string | null)[]>();
  #pendingRows = 0;
  #pendingCharacters = 0;

  constructor(name: string, chunks: StripChunks) {
    this.#name = name;
    this.#chunks = chunks;
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

  /** Writes all rows, so that they can be read. */
  async finish(connection: DuckDBConnection): Promise<void> {
    await this.flush(connection);
    this.close();
  }

  close(): void {
    for (const strip of this.#strips) {
      strip.appender?.closeSync();
      strip.appender = undefined;
      strip.unflushed = 0;
    }
  }

  /** Where rows from `first` to before `end` are. */
  slices(first: number, end: number): readonly Slice[] {
    const starts = new Set([first, ...this.#strips.map(({ firstRow }) => firstRow)]);
    const inside = [...starts].filter((row) => row >= first && row < end).sort((a, b) => a - b);
    return inside.map((row, index) => ({
      first: row,
      end: inside[index + 1] ?? end,
      strips: this.#strips.filter(({ firstRow }) => firstRow <= row),
    }));
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

  async #write(connection: DuckDBConnection, chunk: Chunk): Promise<void> {
    await this.#addStrips(connection);
    for (const strip of this.#strips) {
      strip.appender ??= await connection.createAppender(strip.table);
      this.#writeStrip(strip, strip.appender, chunk);
    }
    this.#written += chunk.rows;
  }

  #writeStrip(strip: OpenStrip, appender: DuckDBAppender, chunk: Chunk): void {
    appender.appendDataChunk(this.#chunks.of(chunk, strip));
    strip.unflushed += chunk.rows * (1 + strip.columns);
    if (strip.unflushed < UNFLUSHED_CELLS) return;
    appender.flushSync();
    strip.unflushed = 0;
  }

  /** Creates the strips of columns that are in none. */
  async #addStrips(connection: DuckDBConnection): Promise<void> {
    const width = this.#positions.size;
    for (;;) {
      const last = this.#strips.at(-1);
      const firstColumn = last === undefined ? 0 : last.firstColumn + last.columns;
      if (last !== undefined && firstColumn >= width) return;
      const spare = last === undefined ? 0 : Math.max(SMALLEST_STRIP, Math.floor(firstColumn / 2));
      const columns = Math.min(STRIP_COLUMNS, Math.max(width - firstColumn, spare));
      const table = `${this.#name}_${this.#strips.length}`;
      const list = Array.from({ length: columns }, (_, index) => `c${firstColumn + index} varchar`);
      await connection.run(`create or replace table ${table} (${["e boolean", ...list].join(", ")})`);
      this.#strips.push({ table, firstRow: this.#written, firstColumn, columns, appender: undefined, unflushed: 0 });
    }
  }
}

function chunkOf(batch: EventBatch, positions: readonly number[], from: number, to: number): Chunk {
  const isAll = from === 0 && to === batch.rows;
  const values = positions.map(
    (position, index) => [position, isAll ? batch.values[index]! : batch.values[index]!.slice(from, to)] as const,
  );
  return { rows: to - from, values: new Map(values) };
}

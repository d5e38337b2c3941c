import type { DuckDBAppender, DuckDBConnection } from "@duckdb/node-api";
import { type EventBatch, throwIfAborted } from "@winnow/core";
import { type Database, type DuckDb, loadDuckDb } from "../database.ts";
import { identifier } from "../sql.ts";

/** Rows of one chunk, DuckDB's own vector size. */
const CHUNK_ROWS = 2048;

/** Fills a table of text columns `c0`, `c1`, … with batches whose columns may differ. */
export class TableWriter {
  readonly table: string;
  /** Names met so far, in order of appearance: column `i` is `c<i>`. */
  readonly columns: string[];
  rows = 0;
  readonly #connection: DuckDBConnection;
  readonly #duckdb: DuckDb;
  readonly #positions: Map<string, number>;
  readonly #signal: AbortSignal;
  #appender: DuckDBAppender | undefined;

  private constructor(
    table: string,
    columns: readonly string[],
    connection: DuckDBConnection,
    duckdb: DuckDb,
    signal: AbortSignal,
  ) {
    this.table = table;
    this.columns = [...columns];
    this.#connection = connection;
    this.#duckdb = duckdb;
    this.#signal = signal;
    this.#positions = new Map(columns.map((name, index) => [name, index]));
  }

  /** Creates `table`, lets `fill` write to it and gives the columns and the number of rows that it then has. */
  static async fill(
    database: Database,
    table: string,
    columns: readonly string[],
    fill: (writer: TableWriter) => Promise<void>,
  ): Promise<{ columns: readonly string[]; rows: number }> {
    const duckdb = await loadDuckDb();
    return database.withConnection("holding events", async (connection) => {
      const list = ["e boolean", ...columns.map((_, index) => `c${index} varchar`)];
      await connection.run(`create or replace table ${identifier(table)} (${list.join(", ")})`);
      const writer = new TableWriter(table, columns, connection, duckdb, database.context.signal);
      try {
        await fill(writer);
      } finally {
        writer.#closeAppender();
      }
      return { columns: writer.columns, rows: writer.rows };
    });
  }

  async append(batch: EventBatch): Promise<void> {
    throwIfAborted(this.#signal);
    const positions = await this.#place(batch.columns);
    this.#appender ??= await this.#connection.createAppender(this.table);
    for (let from = 0; from < batch.rows; from += CHUNK_ROWS) {
      this.#appendChunk(batch, positions, from, Math.min(from + CHUNK_ROWS, batch.rows));
    }
    this.rows += batch.rows;
  }

  /** Positions in the table of a batch's columns; new ones are added to the table. */
  async #place(names: readonly string[]): Promise<number[]> {
    const fresh = names.filter((name) => !this.#positions.has(name));
    for (const name of new Set(fresh)) {
      this.#closeAppender();
      await this.#connection.run(`alter table ${identifier(this.table)} add column c${this.columns.length} varchar`);
      this.#positions.set(name, this.columns.length);
      this.columns.push(name);
    }
    return names.map((name) => this.#positions.get(name)!);
  }

  #appendChunk(batch: EventBatch, positions: readonly number[], from: number, to: number): void {
    const { DuckDBDataChunk, BOOLEAN, VARCHAR } = this.#duckdb;
    const chunk = DuckDBDataChunk.create([BOOLEAN, ...this.columns.map(() => VARCHAR)], to - from);
    const nothing = Array.from({ length: to - from }, () => null);
    const filled: (readonly (string | null)[])[] = this.columns.map(() => nothing);
    positions.forEach((position, index) => {
      filled[position] = batch.values[index]!.slice(from, to);
    });
    chunk.setColumnValues(0, nothing);
    filled.forEach((values, position) => chunk.setColumnValues(position + 1, values));
    this.#appender!.appendDataChunk(chunk);
  }

  #closeAppender(): void {
    this.#appender?.closeSync();
    this.#appender = undefined;
  }
}

import type { DuckDBConnection } from "@duckdb/node-api";
import { type EventBatch, LIMITS, throwIfAborted } from "@winnow/core";
import { type Database, loadDuckDb } from "../database.ts";
import { tooManyColumns } from "../errors.ts";
import type { PartRecord } from "../parts/part.ts";
import { RejectList } from "../rejects/reject-store.ts";
import { RowRanges } from "../rejects/row-numbers.ts";
import { HeldTable } from "./held-table.ts";
import { StripChunks } from "./strip-chunks.ts";

/** Tables of one engine. Each reserves memory for each of its columns, so thousands of inputs share these. */
const MAX_TABLES = 16;
/** Columns of an input that a table may lack, in parts of the input's columns, without another table being made. */
const LACKING = 0.25;

/** An input whose readable records are in a table. */
export interface HeldInput {
  readonly name: string;
  /** Undefined where the input has neither columns nor records. */
  readonly table: HeldTable | undefined;
  /** Its columns, in order of appearance, and their positions in the table. */
  readonly columns: ReadonlyMap<string, number>;
  /** Row of the table with its first record. */
  readonly first: number;
  readonly rows: number;
  readonly rejects: RejectList;
  /** Data rows of the rejected records, in the input. */
  readonly rejected: RowRanges;
  /** Where the input can still be read: the records at these data rows of it, with the cells of its columns. */
  readonly records?: (rows: readonly number[]) => AsyncIterable<PartRecord>;
}

/** The tables that hold the events of streams, and of files that DuckDB does not read itself. */
export class HeldTables {
  readonly #database: Database;
  readonly #tables: HeldTable[] = [];
  readonly #columns = new Set<string>();
  #chunks: StripChunks | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Lets `fill` hold inputs, one after the other. What it holds can be read once this returns. */
  use<T>(fill: (holding: Holding) => Promise<T>): Promise<T> {
    const used = this.#last.then(() => this.#use(fill));
    this.#last = used.catch(() => undefined);
    return used;
  }

  #use<T>(fill: (holding: Holding) => Promise<T>): Promise<T> {
    return this.#database.withConnection("holding events", async (connection) => {
      try {
        const result = await fill((name, write, columns = []) => this.#hold(connection, name, write, columns));
        for (const table of this.#tables) await table.finish(connection);
        return result;
      } finally {
        for (const table of this.#tables) table.close();
      }
    });
  }

  async #hold(
    connection: DuckDBConnection,
    name: string,
    write: (writer: HeldWriter) => Promise<void>,
    columns: readonly string[],
  ): Promise<HeldInput> {
    const chunks = (this.#chunks ??= new StripChunks(await loadDuckDb()));
    const chooseTable = (wanted: readonly string[]): HeldTable => {
      const fitting = bestOf(this.#tables, wanted);
      if (fitting !== undefined) return fitting;
      const table = new HeldTable(`held_${this.#tables.length}`, chunks);
      this.#tables.push(table);
      return table;
    };
    const writer = new HeldWriter(this.#database, connection, chooseTable, (column) => this.#count(name, column));
    if (columns.length > 0) await writer.append({ columns, rows: 0, values: columns.map(() => []) });
    await write(writer);
    return writer.finish(name);
  }

  #count(name: string, column: string): void {
    this.#columns.add(column);
    if (this.#columns.size > LIMITS.columns) throw tooManyColumns(name);
  }
}

/** Holds one input: `write` appends its events and names its rejected records. */
export type Holding = (
  name: string,
  write: (writer: HeldWriter) => Promise<void>,
  columns?: readonly string[],
) => Promise<HeldInput>;

/** The table that has most of the columns; undefined where another table suits them better. */
function bestOf(tables: readonly HeldTable[], columns: readonly string[]): HeldTable | undefined {
  let best: HeldTable | undefined;
  let most = -1;
  for (const table of tables) {
    const shared = columns.filter((name) => table.has(name)).length;
    if (shared > most) [best, most] = [table, shared];
  }
  const lacking = columns.length - most;
  return tables.length >= MAX_TABLES || lacking <= columns.length * LACKING ? best : undefined;
}

/** Appends the records of one input. */
export class HeldWriter {
  readonly rejects: RejectList;
  readonly rejected: RowRanges = new RowRanges();
  rows = 0;
  readonly #database: Database;
  readonly #connection: DuckDBConnection;
  readonly #chooseTable: (columns: readonly string[]) => HeldTable;
  readonly #onColumn: (column: string) => void;
  readonly #columns = new Map<string, number>();
  #table: HeldTable | undefined;
  #first = 0;

  constructor(
    database: Database,
    connection: DuckDBConnection,
    chooseTable: (columns: readonly string[]) => HeldTable,
    onColumn: (column: string) => void,
  ) {
    this.#database = database;
    this.#connection = connection;
    this.#chooseTable = chooseTable;
    this.#onColumn = onColumn;
    this.rejects = new RejectList(database.rejects);
  }

  /** @throws `WN1416` past the limit of columns */
  async append(batch: EventBatch): Promise<void> {
    throwIfAborted(this.#database.context.signal);
    if (batch.rows === 0 && batch.columns.length === 0) return;
    this.#table ??= this.#begin(batch.columns);
    const table = this.#table;
    await table.append(
      this.#connection,
      batch,
      batch.columns.map((name) => this.#place(table, name)),
    );
    this.rows += batch.rows;
  }

  finish(name: string): HeldInput {
    this.rejects.seal();
    const { rejects, rejected, rows } = this;
    return { name, table: this.#table, columns: this.#columns, first: this.#first, rows, rejects, rejected };
  }

  #begin(columns: readonly string[]): HeldTable {
    const table = this.#chooseTable(columns);
    this.#first = table.rows;
    return table;
  }

  #place(table: HeldTable, column: string): number {
    const known = this.#columns.get(column);
    if (known !== undefined) return known;
    this.#onColumn(column);
    const position = table.place(column);
    this.#columns.set(column, position);
    return position;
  }
}

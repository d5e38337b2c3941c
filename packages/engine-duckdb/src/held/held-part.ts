import type { Database } from "../database.ts";
import { RowNumbers } from "../row-numbers.ts";
import { recordsById } from "./by-id.ts";
import type { Part, PartLoad, PartRecord, RejectedRecord } from "./part.ts";

/** Events in a table of the engine: those of a stream, or of a file that DuckDB cannot read itself. */
export class HeldPart implements Part {
  readonly name: string;
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly holdsNulls = true;
  readonly #table: string;
  readonly #rows: number;
  readonly #rejected: readonly RejectedRecord[];
  readonly #numbers: RowNumbers;

  constructor(
    name: string,
    table: string,
    held: { readonly columns: readonly string[]; readonly rows: number },
    rejected: readonly RejectedRecord[],
  ) {
    this.name = name;
    this.columns = held.columns;
    this.types = held.columns.map(() => "text");
    this.#table = table;
    this.#rows = held.rows;
    this.#rejected = rejected;
    this.#numbers = new RowNumbers(Float64Array.from(rejected, ({ row }) => row));
  }

  relation(): string {
    return this.#table;
  }

  async load(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    await database.run("loading events", insert(this.relation()));
    return {
      accepted: this.#rows,
      rejected: this.#rejected,
      records: (rows) => this.#records(database, rows),
    };
  }

  async *#records(database: Database, rows: readonly number[]): AsyncGenerator<PartRecord> {
    const cells = this.columns.map((_, index) => `c${index}`);
    const ids = rows.map((row) => this.#numbers.positionOf(row)!);
    for await (const { id, ...record } of recordsById(database, this.columns, cells, this.#table, "rowid", ids)) {
      const row = this.#numbers.rowAt(id);
      yield { ...record, row, line: row + 1 };
    }
  }
}

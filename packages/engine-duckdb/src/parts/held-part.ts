import type { Database } from "../database.ts";
import { identifier } from "../sql.ts";
import type { Part, PartLoad, RecordText, RejectedRecord } from "./part.ts";
import { quoted } from "./part.ts";

/** Events that stand in a table of the engine: what came as a stream, or from a file that DuckDB cannot read itself. */
export class HeldPart implements Part {
  readonly path: string;
  readonly bytes: number;
  readonly columns: readonly string[];
  readonly types: readonly string[];
  readonly table: string;
  readonly #rows: number;
  readonly #rejected: readonly RejectedRecord[];

  constructor(
    source: { readonly path: string; readonly bytes: number },
    table: string,
    held: { readonly columns: readonly string[]; readonly rows: number },
    rejected: readonly RejectedRecord[],
    types?: readonly string[],
  ) {
    this.path = source.path;
    this.bytes = source.bytes;
    this.table = table;
    this.columns = held.columns;
    this.types = types ?? held.columns.map(() => "text");
    this.#rows = held.rows;
    this.#rejected = rejected;
  }

  relation(): string {
    const columns = this.columns.map((_, index) => `c${index}`);
    return `(select ${columns.length === 0 ? "1" : columns.join(", ")} from ${identifier(this.table)})`;
  }

  async load(database: Database, insert: (relation: string) => string): Promise<PartLoad> {
    await database.run("loading events", insert(this.relation()));
    return { accepted: this.#rows, rejected: this.#rejected };
  }

  /** The record is no longer there as it was written; its values are, as JSON. */
  async *describe(database: Database, rows: readonly number[]): AsyncGenerator<RecordText> {
    for (const row of rows) {
      const at = row - this.#rejectedBefore(row);
      const sql = `select ${this.columns.map((_, index) => `c${index}`).join(", ")} from ${identifier(this.table)} where rowid = ${at}`;
      const [values] = await database.rows("quoting rejected events", sql);
      const known = this.columns.flatMap((name, index) => (values?.[index] == null ? [] : [[name, values[index]]]));
      yield { line: row + 1, text: quoted(JSON.stringify(Object.fromEntries(known))) };
    }
  }

  #rejectedBefore(row: number): number {
    let count = 0;
    while (count < this.#rejected.length && this.#rejected[count]!.row < row) count++;
    return count;
  }
}

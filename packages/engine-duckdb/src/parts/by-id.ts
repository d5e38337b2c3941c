import type { Database } from "../database.ts";
import { outgoing } from "../sql.ts";
import { quotedCells } from "./part.ts";

/** Rows, and cells, requested in one query. */
const IDS_PER_QUERY = 4096;
const CELLS_PER_QUERY = 1 << 20;
/** Columns requested in one query: DuckDB reserves memory for 2048 rows of each. */
export const COLUMNS_PER_QUERY = 512;

/** Some columns of a relation that numbers its rows itself. */
export interface ColumnGroup {
  readonly relation: string;
  /** Column with the numbers. */
  readonly id: string;
  /** Number of the row whose id is 0. */
  readonly first: number;
  /** Numbers of the columns among all of a record. */
  readonly columns: readonly number[];
  /** Their SQL. */
  readonly cells: readonly string[];
}

/** One row: its number, the values of the columns, and these shortened. */
export interface NumberedRecord {
  readonly id: number;
  readonly cells: (string | null)[];
  readonly text: string;
}

/**
 * Rows by ascending number. Columns that are in no group have no value.
 * @param names of all columns
 */
export async function* recordsById(
  database: Database,
  names: readonly string[],
  groups: readonly ColumnGroup[],
  ids: readonly number[],
): AsyncGenerator<NumberedRecord> {
  const most = Math.max(1, Math.min(IDS_PER_QUERY, Math.floor(CELLS_PER_QUERY / Math.max(1, names.length))));
  for (let from = 0; from < ids.length; from += most) {
    const records = new Map(
      ids.slice(from, from + most).map((id) => [id, new Array<string | null>(names.length).fill(null)]),
    );
    for (const group of groups) await addGroup(database, group, records);
    for (const [id, cells] of records) yield { id, cells, text: quotedCells(names, cells) };
  }
}

type Records = ReadonlyMap<number, (string | null)[]>;

async function addGroup(database: Database, group: ColumnGroup, records: Records): Promise<void> {
  for (let from = 0; from < group.cells.length; from += COLUMNS_PER_QUERY) {
    const to = from + COLUMNS_PER_QUERY;
    const some = { ...group, columns: group.columns.slice(from, to), cells: group.cells.slice(from, to) };
    await addCells(database, some, records);
  }
}

/** Adds the values of a few columns to the rows with these numbers. */
async function addCells(database: Database, group: ColumnGroup, records: Records): Promise<void> {
  const { relation, id, first, columns, cells } = group;
  const list = [`${id}::double`, ...cells.map((cell) => outgoing(cell, "text"))].join(", ");
  const wanted = Array.from(records.keys(), (number) => number - first);
  const sql = `select ${list} from ${relation} where ${id} in (${wanted.join(", ")})`;
  for await (const chunk of database.chunks("reading events", sql)) {
    for (const [found, ...values] of chunk.getRows()) {
      const record = records.get((found as number) + first)!;
      columns.forEach((column, index) => (record[column] = values[index] as string | null));
    }
  }
}

import type { Database } from "../database.ts";
import { outgoing } from "../sql.ts";
import { quotedCells } from "./part.ts";

/** Rows, and cells, requested in one query. */
const IDS_PER_QUERY = 4096;
const CELLS_PER_QUERY = 1 << 20;
/** Columns requested in one query: DuckDB reserves memory for 2048 rows of each. */
export const COLUMNS_PER_QUERY = 512;

/** A relation that numbers its rows itself. */
export interface NumberedRelation {
  readonly relation: string;
  /** Column with the numbers. */
  readonly id: string;
}

/** One row: its number, the values of the columns, and these shortened. */
export interface NumberedRecord {
  readonly id: number;
  readonly cells: (string | null)[];
  readonly text: string;
}

/**
 * Rows by ascending number.
 * @param columns names of the columns
 * @param cells their SQL
 */
export async function* recordsById(
  database: Database,
  columns: readonly string[],
  cells: readonly string[],
  source: NumberedRelation,
  ids: readonly number[],
): AsyncGenerator<NumberedRecord> {
  const most = Math.max(1, Math.min(IDS_PER_QUERY, Math.floor(CELLS_PER_QUERY / Math.max(1, cells.length))));
  for (let from = 0; from < ids.length; from += most) {
    const records = new Map(ids.slice(from, from + most).map((id) => [id, [] as (string | null)[]]));
    for (let column = 0; column === 0 || column < cells.length; column += COLUMNS_PER_QUERY)
      await addCells(database, cells.slice(column, column + COLUMNS_PER_QUERY), source, records);
    for (const [id, values] of records) yield { id, cells: values, text: quotedCells(columns, values) };
  }
}

/** Adds the values of some columns to the rows with these numbers. */
async function addCells(
  database: Database,
  cells: readonly string[],
  { relation, id }: NumberedRelation,
  records: ReadonlyMap<number, (string | null)[]>,
): Promise<void> {
  const list = [`${id}::double`, ...cells.map((cell) => outgoing(cell, "text"))].join(", ");
  const sql = `select ${list} from ${relation} where ${id} in (${[...records.keys()].join(", ")})`;
  for await (const chunk of database.chunks("reading events", sql)) {
    for (const [number, ...values] of chunk.getRows())
      for (const value of values) records.get(number as number)!.push(value as string | null);
  }
}

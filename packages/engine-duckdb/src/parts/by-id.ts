import type { Database } from "../database.ts";
import { outgoing } from "../sql.ts";
import { quotedCells } from "./part.ts";

/** Rows asked for in one query. */
const IDS_PER_QUERY = 4096;

/** Rows of a relation that numbers its rows itself, by ascending number. */
export async function* recordsById(
  database: Database,
  columns: readonly string[],
  cells: readonly string[],
  relation: string,
  idColumn: string,
  ids: readonly number[],
): AsyncGenerator<{ id: number; cells: (string | null)[]; text: string }> {
  const list = [`${idColumn}::double`, ...cells.map((cell) => outgoing(cell, "text"))].join(", ");
  for (let from = 0; from < ids.length; from += IDS_PER_QUERY) {
    const some = ids.slice(from, from + IDS_PER_QUERY).join(", ");
    const sql = `select ${list} from ${relation} where ${idColumn} in (${some}) order by ${idColumn}`;
    for await (const chunk of database.chunks("reading events", sql)) {
      for (const [id, ...values] of chunk.getRows()) {
        yield {
          id: id as number,
          cells: values as (string | null)[],
          text: quotedCells(columns, values as (string | null)[]),
        };
      }
    }
  }
}

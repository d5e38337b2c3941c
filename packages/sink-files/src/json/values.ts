import type { ColumnValues, TableChunk, Table } from "../tables/table.ts";
import { formatTime } from "../tables/time.ts";

/**
 * Every row as one JSON object on one line, keys in column order. Built by hand: an object would reorder keys that look
 * like numbers and trip over `__proto__`, and column names are whatever a log's author made them.
 */
export async function* jsonRows(table: Table): AsyncIterable<string> {
  const keys = table.headers.map(({ name }) => JSON.stringify(name));
  for await (const chunk of table.chunks()) yield* rowsOf(chunk, keys);
}

function* rowsOf(chunk: TableChunk, keys: readonly string[]): Iterable<string> {
  const values = chunk.columns.map(valuesOf);
  for (let row = 0; row < chunk.rows; row++) {
    yield `{${keys.map((key, column) => `${key}:${values[column]!(row)}`).join(",")}}`;
  }
}

/** Missing values are `null`; times are text, as in every other format. */
function valuesOf(column: ColumnValues): (row: number) => string {
  switch (column.type) {
    case "text":
      return (row) => JSON.stringify(column.values[row] ?? null);
    case "time":
      return (row) => {
        const value = column.values[row];
        return value === null || value === undefined ? "null" : `"${formatTime(value)}"`;
      };
    default:
      return (row) => JSON.stringify(column.values[row]!);
  }
}

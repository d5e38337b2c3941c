import { gatherText } from "../chunk-text.ts";
import type { Table } from "../tables/table.ts";
import { jsonRows } from "./values.ts";

/** A table as one JSON array with an object per row, a row a line. */
export function formatJson(table: Table): AsyncIterable<Uint8Array> {
  return gatherText(arrayOf(jsonRows(table)));
}

async function* arrayOf(rows: AsyncIterable<string>): AsyncIterable<string> {
  let separator = "[\n";
  for await (const row of rows) {
    yield separator + row;
    separator = ",\n";
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}

import { gatherText } from "../chunk-text.ts";
import { jsonRows } from "../json/values.ts";
import type { Table } from "../tables/table.ts";

/** A table as newline-delimited JSON: an object per line and row. */
export function formatNdjson(table: Table): AsyncIterable<Uint8Array> {
  return gatherText(linesOf(jsonRows(table)));
}

async function* linesOf(rows: AsyncIterable<string>): AsyncIterable<string> {
  for await (const row of rows) yield `${row}\n`;
}

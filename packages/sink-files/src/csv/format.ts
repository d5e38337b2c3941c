import { gatherText } from "../chunk-text.ts";
import type { IntegerValues, Table, TableChunk } from "../tables/table.ts";
import { cellsOf, type CellWriter } from "./cells.ts";
import { integerLines } from "./integers.ts";

/**
 * A table as CSV: UTF-8 without a byte order mark, a header line, comma-separated cells as RFC 4180 quotes them. Lines
 * end in LF rather than the CRLF of the RFC, so that line-based tools see no stray character in the last column.
 *
 * @param write how text, header cells included, becomes a cell
 */
export async function* formatCsv(table: Table, write: CellWriter): AsyncIterable<Uint8Array> {
  const header = table.headers.map(({ name }) => write(name)).join(",");
  yield Buffer.from(`${header}\n`, "utf8");
  if (table.headers.every(({ type }) => type === "integer")) {
    for await (const { rows, columns } of table.chunks()) {
      yield integerLines(
        rows,
        columns.map(({ values }) => values as IntegerValues),
      );
    }
  } else {
    yield* gatherText(lines(table.chunks(), write));
  }
}

async function* lines(chunks: AsyncIterable<TableChunk>, write: CellWriter): AsyncIterable<string> {
  for await (const chunk of chunks) {
    const cells = chunk.columns.map((column) => cellsOf(column, write));
    for (let row = 0; row < chunk.rows; row++) yield `${cells.map((cell) => cell(row)).join(",")}\n`;
  }
}

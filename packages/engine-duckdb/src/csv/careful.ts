import { isUtf8 } from "node:buffer";
import { cellsOf } from "./cells.ts";
import { damageReason, NOT_UTF8, widthReason } from "./reasons.ts";
import { type CsvRecord, RecordScanner } from "./records.ts";

/** A data record read carefully: its cells, or why there are none. */
export type CarefulRecord =
  | { readonly record: CsvRecord; readonly cells: readonly string[] }
  | { readonly record: CsvRecord; readonly reason: string };

/** Cuts a stream into its records, many at a time. The first one is the header. */
export async function* scanRecords(bytes: AsyncIterable<Buffer>, delimiter: string): AsyncGenerator<CsvRecord[]> {
  const scanner = new RecordScanner(delimiter);
  for await (const chunk of bytes) yield scanner.feed(chunk, false);
  yield scanner.feed(Buffer.alloc(0), true);
}

/** The cells of a record that is to have `width` of them. An empty cell too many at the end is forgiven. */
export function readRecord(record: CsvRecord, delimiter: string, width: number): CarefulRecord {
  if (record.damage !== null) return { record, reason: damageReason(record.damage) };
  if (!isUtf8(record.bytes)) return { record, reason: NOT_UTF8 };
  const cells = cellsOf(record.bytes.toString("utf8"), delimiter);
  if (cells.length === width + 1 && cells[width] === "") cells.pop();
  return cells.length === width ? { record, cells } : { record, reason: widthReason(cells.length, width) };
}

import { isUtf8 } from "node:buffer";
import { slices, type UnpackedBytes } from "../input/unpack.ts";
import { NOT_UTF8 } from "../rejects/reject-store.ts";
import { cellsOf } from "./cells.ts";
import { damageReason, widthReason } from "./reasons.ts";
import { type CsvRecord, RecordScanner, textOf } from "./records.ts";

/** A data record read carefully: its cells, or why there are none. */
export type CarefulRecord =
  | { readonly record: CsvRecord; readonly cells: readonly string[] }
  | { readonly record: CsvRecord; readonly reason: string };

/** Where a file breaks off: from this line on, its records are missing or doubtful. */
export interface CsvCut {
  readonly line: number;
  readonly reason: string;
}

const LF = 10;
const CR = 13;

/**
 * Cuts a stream into its records, many at a time. The first one is the header. Where packed data is damaged, the record
 * that the damage cuts is omitted. Where a file that does not end with a line end ends inside a quoted cell, it is cut off
 * too; but as a quote that never closes may also be a stray one, its lines are still given.
 * @param onCut called at the end, where the file breaks off
 */
export async function* scanRecords(
  bytes: UnpackedBytes,
  delimiter: string,
  onCut: (cut: CsvCut) => void = () => undefined,
): AsyncGenerator<CsvRecord[]> {
  const scanner = new RecordScanner(delimiter);
  let last = LF;
  let unclosed: CsvRecord | undefined;
  const seen = (records: CsvRecord[]): CsvRecord[] => {
    unclosed ??= records.find(({ damage }) => damage === "unclosed");
    return records;
  };
  for await (const chunk of slices(bytes)) {
    last = chunk.at(-1) ?? last;
    yield seen(scanner.feed(chunk));
  }
  if (bytes.damage !== undefined) {
    yield scanner.complete();
    return onCut({ line: scanner.line, reason: bytes.damage });
  }
  yield seen(scanner.end());
  if (unclosed !== undefined && last !== LF && last !== CR) {
    onCut({ line: unclosed.line, reason: "the file ends inside a quoted cell" });
  }
}

/** The cells of a record that must have `width` of them. An empty cell too many at the end is forgiven. */
export function readRecord(record: CsvRecord, delimiter: string, width: number): CarefulRecord {
  if (record.damage !== null) return { record, reason: damageReason(record.damage) };
  const text = textOf(record);
  if (text.includes("\ufffd") && !isUtf8(record.bytes)) return { record, reason: NOT_UTF8 };
  const cells = cellsOf(text, delimiter, width + 2);
  if (cells.length === width + 1 && cells[width] === "") cells.pop();
  return cells.length === width ? { record, cells } : { record, reason: widthReason(cells.length, width) };
}

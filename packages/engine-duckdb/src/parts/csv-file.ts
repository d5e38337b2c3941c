import { type CarefulRecord, type CsvCut, readRecord, scanRecords } from "../csv/careful.ts";
import { type CsvRecord, textOf } from "../csv/records.ts";
import type { RejectList } from "../rejects/reject-store.ts";
import type { RowRanges } from "../rejects/row-numbers.ts";
import { type PackedFile, unpacked } from "../input/packed-file.ts";

export interface CsvFile extends PackedFile {
  readonly columns: readonly string[];
  readonly delimiter: string;
}

/** Rejected records and their data rows. */
export interface Refused {
  readonly rejects: RejectList;
  readonly rejected: RowRanges;
}

/** A record of the file and its 0-based data row; the header has row -1. */
export interface CsvRow {
  readonly row: number;
  readonly record: CsvRecord;
}

/** Quoted characters of a record, in bytes at most. */
const QUOTED_BYTES = 4096;

/** The records of the file as Winnow's own scanner finds them, header first. */
export async function* csvRows(file: CsvFile, onCut?: (cut: CsvCut) => void): AsyncGenerator<CsvRow[]> {
  let row = -1;
  for await (const records of scanRecords(unpacked(file), file.delimiter, onCut))
    yield records.map((record) => ({ row: row++, record }));
}

export function readCsv(file: CsvFile, record: CsvRecord): CarefulRecord {
  return readRecord(record, file.delimiter, file.columns.length);
}

export function rejectCsv(
  { input }: CsvFile,
  { rejects, rejected }: Refused,
  row: number,
  { record, reason }: Extract<CarefulRecord, { reason: string }>,
): void {
  rejects.add({ file: input.name, line: record.line, reason, text: csvText(record) });
  rejected.add(row);
}

/** The beginning of a record, as in the file. */
export function csvText(record: CsvRecord): string {
  return textOf(record, QUOTED_BYTES);
}

import { pickLines } from "../csv/lines.ts";
import { unpacked } from "../input/packed-file.ts";
import { quoted } from "../rejects/reject-store.ts";
import { type CsvFile, type CsvRow, csvRows, csvText, readCsv } from "./csv-file.ts";
import type { PartRecord } from "./part.ts";

/** Most records that are picked from the file in one pass and kept. */
const PICKED_AT_ONCE = 65_536;

/**
 * The records at these data rows, which ascend.
 * @param oneLineEach whether every record is one line of the file, so that lines can be picked without parsing the rest
 * @throws `WN1415` where the file is no longer the one that was loaded
 */
export async function* csvRecords(
  file: CsvFile,
  oneLineEach: boolean,
  rows: readonly number[],
): AsyncGenerator<PartRecord> {
  await file.input.verify();
  if (oneLineEach) {
    for (let from = 0; from < rows.length; from += PICKED_AT_ONCE)
      yield* await pickedRecords(file, rows.slice(from, from + PICKED_AT_ONCE));
  } else {
    yield* scannedRecords(file, rows);
    await file.input.verify();
  }
}

async function pickedRecords(file: CsvFile, rows: readonly number[]): Promise<PartRecord[]> {
  // Line 0 is the header.
  const lines = await pickLines(
    unpacked(file),
    rows.map((row) => row + 1),
  );
  await file.input.verify();
  return lines.map((bytes, index) => {
    const row = rows[index]!;
    return partRecord(file, { row, record: { bytes, line: row + 2, damage: null } });
  });
}

async function* scannedRecords(file: CsvFile, rows: readonly number[]): AsyncGenerator<PartRecord> {
  let next = 0;
  for await (const some of csvRows(file)) {
    for (const one of some) {
      if (next >= rows.length) return;
      if (one.row !== rows[next]) continue;
      yield partRecord(file, one);
      next++;
    }
  }
}

function partRecord(file: CsvFile, { row, record }: CsvRow): PartRecord {
  const read = readCsv(file, record);
  const cells = "cells" in read ? read.cells : [];
  return { row, file: file.input.name, line: record.line, cells, text: quoted(csvText(record)) };
}

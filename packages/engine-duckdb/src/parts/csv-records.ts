import { pickLines } from "../csv/lines.ts";
import { unpacked } from "../input/packed-file.ts";
import { quoted } from "../rejects/reject-store.ts";
import { type CsvFile, type CsvRow, csvRows, csvText, readCsv } from "./csv-file.ts";
import type { PartRecord } from "./part.ts";

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
    yield* pickedRecords(file, rows);
  } else {
    yield* scannedRecords(file, rows);
    await file.input.verify();
  }
}

/** Bytes of lines that are picked before the file is verified and they are given, or little more. */
const PICKED_BYTES = 1024 ** 2;

async function* pickedRecords(file: CsvFile, rows: readonly number[]): AsyncGenerator<PartRecord> {
  let picked: PartRecord[] = [];
  let held = 0;
  let next = 0;
  // Line 0 is the header.
  const lines = rows.map((row) => row + 1);
  for await (const bytes of pickLines(unpacked(file), lines)) {
    const row = rows[next++]!;
    picked.push(partRecord(file, { row, record: { bytes, line: row + 2, damage: null } }));
    held += bytes.length;
    if (held < PICKED_BYTES) continue;
    await file.input.verify();
    yield* picked;
    [picked, held] = [[], 0];
  }
  await file.input.verify();
  yield* picked;
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
  const cells = !("cells" in read) ? [] : record.bytes.length > LONG ? detached(read.cells) : read.cells;
  return { row, file: file.input.name, line: record.line, cells, text: quoted(csvText(record)) };
}

/** Bytes of a record from which on its cells are copied. */
const LONG = 4096;

/** Cells without the record in memory: a part of a long string keeps all of it. What is most of the record stays as it is. */
function detached(cells: readonly string[]): readonly string[] {
  const most = cells.reduce((sum, { length }) => sum + length, 0) / 2;
  return cells.map((cell) => (cell.length > most ? cell : Buffer.from(cell).toString()));
}

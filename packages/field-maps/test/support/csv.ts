import type { EventBatch } from "@winnow/core";

const CELL = /(?:"((?:[^"]|"")*)"[^,\r\n]*|((?:[^",\r\n][^,\r\n]*)?))(,|\r\n|\n|\r|$)/y;

/** Reads CSV with a header, badly quoted cells as well as it can. Empty cells are empty text. */
export function parseCsv(text: string): EventBatch {
  const records: string[][] = [];
  let record: string[] = [];
  CELL.lastIndex = text.startsWith("\ufeff") ? 1 : 0;
  while (CELL.lastIndex < text.length) {
    const [, quoted, plain, end] = CELL.exec(text)!;
    record.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    records.push(record);
    record = [];
  }
  const [columns = [], ...rows] = records;
  return { columns, rows: rows.length, values: columns.map((_, i) => rows.map((row) => row[i] ?? null)) };
}

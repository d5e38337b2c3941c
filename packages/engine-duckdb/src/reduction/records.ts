import type { EventBatch } from "@winnow/core";
import { noSuchRow } from "../errors.ts";
import { placesIn } from "../source.ts";
import type { LoadedSource } from "./load.ts";

/** Events per batch. */
export const BATCH_ROWS = 8192;
/** Characters per batch, or little more: what lives briefly is released soon. */
const BATCH_CHARACTERS = 1024 ** 2;
/** Events that one pass over the source looks up. */
export const POSITIONS_AT_ONCE = 65_536;

/** A record with the columns and the data row of the source. */
export interface SourceRecord {
  readonly row: number;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly values: readonly (string | null)[];
}

/** The records at these positions in `loaded`, which ascend. */
export async function* recordsAt(source: LoadedSource, positions: Float64Array): AsyncGenerator<SourceRecord> {
  const { parts, columns, loads, numbers } = source;
  let first = 0;
  let next = 0;
  for (const [index, part] of parts.entries()) {
    const load = loads[index]!;
    const end = first + load.accepted + load.rejected.count;
    const rows: number[] = [];
    for (; next < positions.length; next++) {
      const row = numbers.rowAt(positions[next]!);
      if (row >= end) break;
      rows.push(row - first);
    }
    if (rows.length > 0) {
      const places = placesIn(part, columns);
      for await (const { row, file, line, text, cells } of load.records(rows)) {
        const values = places.map((place) => (place === undefined ? null : cells[place]!));
        yield { row: first + row, file, line, text, values };
      }
    }
    first = end;
  }
}

/**
 * Events in the order of these data rows, the same one twice if asked twice. Of ascending rows, one batch is held at a time.
 * @throws `WN1408` for a data row that does not exist or was rejected
 */
export async function* eventsAt(source: LoadedSource, rows: readonly number[]): AsyncGenerator<EventBatch> {
  const positions = Float64Array.from(new Set(rows.map((row) => positionOf(source, row)))).sort();
  if (rows.every((row, at) => at === 0 || row > rows[at - 1]!))
    return yield* batchesOf(source.columns, recordsAt(source, positions));
  const found = new Map<number, SourceRecord>();
  for await (const record of recordsAt(source, positions)) found.set(record.row, record);
  yield* batchesOf(
    source.columns,
    rows.map((row) => found.get(row)!),
  );
}

/** @throws `WN1408` for a data row that does not exist or was rejected */
export function positionOf({ numbers, total }: LoadedSource, row: number): number {
  const exists = Number.isInteger(row) && row >= 0 && row < total;
  const position = exists ? numbers.positionOf(row) : undefined;
  if (position === undefined) throw noSuchRow({ row });
  return position;
}

export async function* batchesOf(
  columns: readonly string[],
  records: AsyncIterable<SourceRecord> | Iterable<SourceRecord>,
): AsyncGenerator<EventBatch> {
  let values: (string | null)[][] = columns.map(() => []);
  let dataRows: number[] = [];
  let characters = 0;
  const batch = (): EventBatch => ({
    columns,
    rows: dataRows.length,
    values,
    dataRows: Float64Array.from(dataRows),
  });
  for await (const record of records) {
    for (const [column, value] of record.values.entries()) {
      values[column]!.push(value);
      characters += value?.length ?? 0;
    }
    if (dataRows.push(record.row) < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
    yield batch();
    values = columns.map(() => []);
    dataRows = [];
    characters = 0;
  }
  if (dataRows.length > 0) yield batch();
}

import type { EventBatch } from "@winnow/core";
import type { Reader, RecordGap, RecordReject } from "../../src/readers/reader.ts";

export interface Reading {
  /** Each event as an object of the columns that have a value. */
  readonly events: readonly Readonly<Record<string, string>>[];
  readonly rejects: readonly RecordReject[];
  readonly warnings: readonly string[];
  readonly gaps: readonly RecordGap[];
  readonly batches: readonly EventBatch[];
}

/** Reads bytes to the end, handing them over in pieces of `size`. */
export async function readAll(reader: Reader, bytes: Uint8Array | string, size = 65_536): Promise<Reading> {
  const rejects: RecordReject[] = [];
  const warnings: string[] = [];
  const gaps: RecordGap[] = [];
  const batches: EventBatch[] = [];
  const hooks = {
    onReject: (r: RecordReject) => rejects.push(r),
    onWarn: (w: string) => warnings.push(w),
    onGap: (g: RecordGap) => gaps.push(g),
  };
  for await (const batch of reader(piecesOf(Buffer.from(bytes), size), hooks)) batches.push(batch);
  return { events: batches.flatMap(eventsOf), rejects, warnings, gaps, batches };
}

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function eventsOf({ columns, rows, values }: EventBatch): Record<string, string>[] {
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(
      columns.flatMap((column, index) => {
        const text = values[index]![row];
        return text === null || text === undefined ? [] : [[column, text]];
      }),
    ),
  );
}

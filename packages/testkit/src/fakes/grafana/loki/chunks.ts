import type { LokiEntry } from "./entry.ts";

const NS_PER_MS = 1_000_000n;

/** A line and the chunk that holds it. */
export interface StoredEntry {
  readonly entry: LokiEntry;
  /** Last time of the flushed chunk, in ms, rounded up; `undefined` while the line is in an ingester's memory only. */
  readonly chunkThrough: bigint | undefined;
}

/** Puts the lines of each stream, which are in order of time, into chunks of `chunkLines`. */
export function inChunks(
  entries: readonly LokiEntry[],
  streamOf: (entry: LokiEntry) => string,
  chunkLines: number,
): StoredEntry[] {
  const open = new Map<string, { lines: number; chunk: { through: bigint } }>();
  const placed = entries.map((entry) => {
    if (entry.isFlushed === false) return { entry, chunk: undefined };
    const stream = streamOf(entry);
    const current = open.get(stream);
    const chunk = current === undefined || current.lines >= chunkLines ? { through: 0n } : current.chunk;
    open.set(stream, { lines: chunk === current?.chunk ? current.lines + 1 : 1, chunk });
    chunk.through = (entry.time + NS_PER_MS - 1n) / NS_PER_MS;
    return { entry, chunk };
  });
  return placed.map(({ entry, chunk }) => ({ entry, chunkThrough: chunk?.through }));
}

/**
 * Whether a query of `[start, end)` finds a line of it. A flushed chunk is passed over where its last time is the start
 * in whole milliseconds, though a line of that time belongs to the range.
 */
export function isFound({ chunkThrough }: StoredEntry, start: bigint, end: bigint, ingestersFrom: bigint): boolean {
  return chunkThrough === undefined ? end > ingestersFrom : chunkThrough > start / NS_PER_MS;
}

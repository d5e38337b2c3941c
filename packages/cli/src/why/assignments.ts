import { createReadStream } from "node:fs";
import { throwIfAborted } from "@winnow/core";
import { damagedResult } from "../errors.ts";

/** A line of assignments.csv. */
export type Visit = (row: number, cluster: number, rank: number, shown: number) => void;

const HEADER = "row,cluster,rank,shown\n";
const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;

/**
 * Reads assignments.csv line by line, in ascending order of `row`. The file has a line for every event: its digits are read
 * from the bytes, in constant memory.
 * @throws `WN2024` for a file that is no assignments.csv
 */
export async function visitAssignments(path: string, signal: AbortSignal, visit: Visit): Promise<void> {
  const cells = [0, 0, 0, 0];
  let header = "";
  let [cell, sign, digits] = [0, 1, 0];
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    throwIfAborted(signal);
    let at = 0;
    for (; header.length < HEADER.length && at < bytes.length; at++) header += String.fromCharCode(bytes[at]!);
    if (!HEADER.startsWith(header)) throw damagedResult({ path });
    for (; at < bytes.length; at++) {
      const code = bytes[at]!;
      if (code >= ZERO && code < ZERO + 10) {
        cells[cell] = cells[cell]! * 10 + code - ZERO;
        digits++;
      } else if (code === MINUS && digits === 0) {
        sign = -1;
      } else if ((code === COMMA && cell < 3 && digits > 0) || (code === LINE_FEED && cell === 3 && digits > 0)) {
        cells[cell] = cells[cell]! * sign;
        [cell, sign, digits] = [cell + 1, 1, 0];
        if (code === COMMA) continue;
        visit(cells[0]!, cells[1]!, cells[2]!, cells[3]!);
        cells.fill(0);
        cell = 0;
      } else {
        throw damagedResult({ path });
      }
    }
  }
  if (header !== HEADER || cell > 0 || digits > 0) throw damagedResult({ path });
}

/** An event and where it went. */
export interface Place {
  readonly row: number;
  /** `null` for an event that is in no row. */
  readonly rank: number | null;
  /** Whether the event's own text is displayed in its row. */
  readonly isShown: boolean;
  /** Events before this one that are in no row. */
  readonly missingBefore: number;
}

export interface Places {
  /** Of the first events asked for. */
  readonly places: readonly Place[];
  /** Rank → how many of the events asked for are there, by rank. */
  readonly ranks: ReadonlyMap<number, number>;
  /** How many are in no row. */
  readonly outside: number;
  /** Rank → the events that are displayed in that row. */
  readonly shown: ReadonlyMap<number, readonly number[]>;
}

/**
 * Finds events in assignments.csv, in one pass.
 * @param wanted data rows, ascending
 * @param limit for so many of them the place is returned; the others are counted
 */
export async function placesOf(
  path: string,
  wanted: ArrayLike<number>,
  limit: number,
  signal: AbortSignal,
): Promise<Places> {
  const places: Place[] = [];
  const counts = new Map<number, number>();
  const shownOf = new Map<number, number[]>();
  let [next, assigned, outside] = [0, 0, 0];
  const leaveOut = (below: number): void => {
    for (; next < wanted.length && wanted[next]! < below; next++) {
      const row = wanted[next]!;
      outside++;
      if (places.length < limit) places.push({ row, rank: null, isShown: false, missingBefore: row - assigned });
    }
  };
  await visitAssignments(path, signal, (row, _, rank, shown) => {
    if (shown === 1) {
      const events = shownOf.get(rank);
      if (events === undefined) shownOf.set(rank, [row]);
      else events.push(row);
    }
    leaveOut(row);
    if (wanted[next] === row) {
      next++;
      counts.set(rank, (counts.get(rank) ?? 0) + 1);
      if (places.length < limit) places.push({ row, rank, isShown: shown === 1, missingBefore: row - assigned });
    }
    assigned++;
  });
  leaveOut(Infinity);
  const ranks = new Map([...counts].sort(([a], [b]) => a - b));
  return { places, ranks, outside, shown: shownOf };
}

import { isWinnowError } from "@winnow/core";
import type { SentinelSource } from "../engine/request.ts";
import { parseTicks } from "../kql/quote.ts";
import {
  answerTooLarge,
  bodyCutShort,
  connectionFailed,
  invalidQuery,
  partialFailure,
  queryTimedOut,
  serviceFailed,
  throttled,
} from "../service/errors.ts";
import type { QueryService, TickRange } from "../service/query-service.ts";
import { slicesByCount, type Step } from "./plan-slices.ts";
import { histogramQuery } from "./queries.ts";

/** Rows that a slice aims at: far below what one answer may have, because events bunch. */
const SLICE_ROWS = 50_000;

/** A query that cannot be counted in one go may well be answered in slices. */
const COUNTING_MAY_FAIL: ReadonlySet<string> = new Set(
  [
    invalidQuery,
    throttled,
    queryTimedOut,
    serviceFailed,
    connectionFailed,
    bodyCutShort,
    partialFailure,
    answerTooLarge,
  ].map(({ spec }) => spec.code),
);

/** Rows that a slice should have where an answer may have `most`. */
export function rowsPerSlice(most: number): number {
  return Math.max(1, Math.min(SLICE_ROWS, Math.floor(most / 2)));
}

/**
 * Slices of about `rows` events each, by a count of the events in every step of the range. `undefined` where they cannot
 * be counted.
 *
 * @param timespan what the service looks at
 */
export async function countedSlices(
  { service, source }: { readonly service: QueryService; readonly source: SentinelSource },
  range: TickRange,
  step: Step,
  rows: number,
  timespan: TickRange,
): Promise<TickRange[] | undefined> {
  try {
    const answer = await service.query(histogramQuery(source, range, step.kql), timespan);
    const [starts = [], counts = []] = answer.values;
    const events = new Map<bigint, number>();
    for (let row = 0; row < answer.rows; row++) {
      const start = parseTicks(starts[row] ?? "");
      if (start !== undefined) events.set(start, Number(counts[row]));
    }
    return slicesByCount(range, step, events, rows);
  } catch (error) {
    if (!isWinnowError(error) || !COUNTING_MAY_FAIL.has(error.code)) throw error;
    return undefined;
  }
}

import { LAST_TICK, parseInstant, TICKS_PER_DAY, TICKS_PER_SECOND } from "../kql/types.ts";
import type { Timespan } from "./store.ts";

const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,7}))?S)?)?$/;

function duration(text: string): bigint | undefined {
  const match = DURATION.exec(text);
  if (match === null || text.length < 3) return undefined;
  const [, weeks = "0", days = "0", hours = "0", minutes = "0", seconds = "0", fraction = ""] = match;
  return (
    (BigInt(weeks) * 7n + BigInt(days)) * TICKS_PER_DAY +
    (BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)) * TICKS_PER_SECOND +
    BigInt(fraction.padEnd(7, "0"))
  );
}

/**
 * Reads an ISO 8601 timespan: a duration up to now, `start/end`, `start/duration` or `duration/end`.
 * @returns `undefined` for any other text
 */
export function readTimespan(text: string, now: bigint): Timespan | undefined {
  const [first, second, ...more] = text.split("/");
  if (more.length > 0) return undefined;
  if (second === undefined) return from(duration(first!), (length) => ({ from: now - length, to: LAST_TICK }));
  const [start, end] = [parseInstant(first!), parseInstant(second)];
  if (start !== undefined && end !== undefined) return { from: start, to: end };
  if (start !== undefined) return from(duration(second), (length) => ({ from: start, to: start + length }));
  if (end !== undefined) return from(duration(first!), (length) => ({ from: end - length, to: end }));
  return undefined;
}

function from<T>(value: bigint | undefined, make: (value: bigint) => T): T | undefined {
  return value === undefined ? undefined : make(value);
}

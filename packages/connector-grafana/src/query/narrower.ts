import type { Range } from "./range.ts";

const MINUTE = 60_000_000_000n;
/** Multiples at which services cut queries, the most usual first. */
const HOUR = 60n * MINUTE;
const FINER = [15n * MINUTE, 5n * MINUTE, MINUTE];

/**
 * Where to end a slice of which rows are missing, so that the times at which a service cuts queries, at which it may lose
 * rows, stand alone as soon as can be. `undefined` where the slice is a single tick.
 */
export function narrower(range: Range, tick: bigint): bigint | undefined {
  const { from, to } = range;
  if (to - from <= tick) return undefined;
  const hour = middleMultiple(range, HOUR);
  if (hour !== undefined) return hour;
  if (from % MINUTE === 0n) return from + tick;
  for (const unit of FINER) {
    const multiple = middleMultiple(range, unit);
    if (multiple !== undefined) return multiple;
  }
  const middle = from + (to - from) / 2n;
  const end = middle - (middle % tick);
  return end > from ? end : from + tick;
}

/** The multiple of `unit` nearest to the middle of those inside of a range. */
function middleMultiple({ from, to }: Range, unit: bigint): bigint | undefined {
  const first = from - (from % unit) + unit;
  const last = ((to - 1n) / unit) * unit;
  return first > last ? undefined : first + ((last - first) / unit / 2n) * unit;
}

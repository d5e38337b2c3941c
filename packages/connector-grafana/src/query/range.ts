import { badTimeRange } from "../errors.ts";
import { floorDivide, isoOfNanos, nanosOfIso } from "../frames/time.ts";

/** A range of time in nanoseconds since 1970: `from` belongs to it, `to` does not. */
export interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

export interface RangeOptions {
  /** ISO 8601, or an age such as `7d`; 24 hours when left out. */
  readonly since?: string | undefined;
  /** ISO 8601, or an age; now when left out. */
  readonly until?: string | undefined;
  /** How long events may take to arrive: the range ends at least so long before now. 2 minutes when left out. */
  readonly lag?: string | undefined;
}

export const NANOS_PER_MS = 1_000_000n;

const UNITS: Readonly<Record<string, bigint>> = {
  ms: 1n,
  s: 1_000n,
  m: 60_000n,
  h: 3_600_000n,
  d: 86_400_000n,
  w: 604_800_000n,
};

/** Nanoseconds of a duration such as `30m` or `7d`; `undefined` where the text is none. */
export function durationNanos(text: string): bigint | undefined {
  const match = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text);
  return match === null ? undefined : BigInt(match[1]!) * UNITS[match[2]!]! * NANOS_PER_MS;
}

/** Text that {@link resolveRange} takes for a time. */
export function isTimeOption(text: string): boolean {
  return durationNanos(text) !== undefined || nanosOfIso(text) !== undefined;
}

/**
 * The range that the options mean, seen from `now` (ms since 1970). It never reaches into the last `lag` before now, where
 * events may still be arriving; where `until` would, `warn` says so.
 * @throws `WN1547` when nothing is left of it
 */
export function resolveRange(
  { since = "24h", until, lag = "2m" }: RangeOptions,
  now: number,
  warn: (message: string) => void,
): Range {
  const present = BigInt(Math.floor(now)) * NANOS_PER_MS;
  const last = present - (durationNanos(lag) ?? 0n);
  const from = instant(since, present);
  const asked = until === undefined ? last : instant(until, present);
  if (asked > last && until !== undefined) {
    warn(
      `Grafana: until ${until} was cut to ${isoOfNanos(last)}, ${lag} before now, because events may still be arriving.`,
    );
  }
  const to = asked < last ? asked : last;
  if (from >= to) {
    throw badTimeRange({ reason: `the range from ${isoOfNanos(from)} up to ${isoOfNanos(to)} holds no time` });
  }
  return { from, to };
}

function instant(text: string, present: bigint): bigint {
  const age = durationNanos(text);
  const found = age === undefined ? nanosOfIso(text) : present - age;
  if (found === undefined) throw badTimeRange({ reason: `${JSON.stringify(text)} is no time` });
  return found;
}

/** A range whose bounds are moved back to whole ticks. */
export function snapped({ from, to }: Range, tick: bigint): Range {
  return { from: floorDivide(from, tick) * tick, to: floorDivide(to, tick) * tick };
}

/** Bounds in whole milliseconds around a range; `to` is still not meant. */
export function millisecondsAround({ from, to }: Range): { readonly from: bigint; readonly to: bigint } {
  return { from: floorDivide(from, NANOS_PER_MS), to: -floorDivide(-to, NANOS_PER_MS) };
}

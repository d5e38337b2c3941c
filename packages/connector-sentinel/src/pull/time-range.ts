import { emptyRange } from "./errors.ts";
import { parseTicks, tickText } from "../kql/quote.ts";
import type { TickRange } from "../service/query-service.ts";

const TICKS_PER_MS = 10_000n;
const TICKS_PER_SECOND = 10_000_000n;

/** 0001-01-01: nothing that a datetime can hold is before it. */
const FIRST_TICK = -621_355_968_000_000_000n;

const UNIT_SECONDS: Readonly<Record<string, bigint>> = { s: 1n, m: 60n, h: 3600n, d: 86_400n, w: 604_800n };
const DURATION = /^([0-9]{1,6})(s|m|h|d|w)$/;
const INSTANT =
  /^((?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,7}))?)?(?:Z|([+-])([0-9]{2}):?([0-9]{2}))?)?$/;

/** `30m`, `12h`, `7d`: as ticks of 100 ns. `undefined` for any other text. */
export function parseDuration(text: string): bigint | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return count === undefined ? undefined : BigInt(count) * UNIT_SECONDS[unit!]! * TICKS_PER_SECOND;
}

/**
 * ISO 8601 with up to seven digits of a second, UTC where no zone is given: `2024-01-01`, `2024-01-01T09:30:00.1234567Z`,
 * `2024-01-01T09:30+02:00`. As ticks since 1970; `undefined` for any other text.
 */
export function parseInstant(text: string): bigint | undefined {
  const [, date, clock = "00:00", second = "00", fraction = "", sign, hours, minutes] = INSTANT.exec(text) ?? [];
  if (date === undefined) return undefined;
  const ticks = parseTicks(`${date}T${clock}:${second}.${fraction.padEnd(7, "0")}Z`);
  // A date such as February 30 is read as another day; what does not come back as it was is none.
  if (ticks === undefined || !tickText(ticks).startsWith(`${date}T${clock}:${second}`)) return undefined;
  if (sign === undefined) return ticks;
  const offset = BigInt(`${sign}${Number(hours) * 3600 + Number(minutes) * 60}`) * TICKS_PER_SECOND;
  return ticks - offset;
}

export interface TimeOptions {
  /** An instant, or how long ago. */
  readonly since: string;
  readonly until?: string | undefined;
  /** The newest events are left alone for so long: they may still be arriving. */
  readonly lag: string;
}

/**
 * The range that the options mean now: half-open, its end no later than `lag` ago.
 * @param nowMs ms since 1970
 * @throws {@link emptyRange}
 */
export function resolveRange({ since, until, lag }: TimeOptions, nowMs: number): TickRange {
  const now = BigInt(Math.floor(nowMs)) * TICKS_PER_MS;
  const newest = now - parseDuration(lag)!;
  const instantOf = (text: string): bigint => parseInstant(text) ?? now - parseDuration(text)!;
  const asked = instantOf(since);
  const from = asked < FIRST_TICK ? FIRST_TICK : asked;
  const wanted = until === undefined ? newest : instantOf(until);
  const to = wanted < newest ? wanted : newest;
  if (to <= from) throw emptyRange({ since: tickText(from), until: tickText(to) });
  return { from, to };
}

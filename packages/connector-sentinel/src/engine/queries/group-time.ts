import { datetimeLiteral, parseTicks, tickText } from "../../kql/quote.ts";

const TICKS_PER_MICROSECOND = 10n;
/** The first and the last tick of a datetime. */
const FIRST_TICK = -621_355_968_000_000_000n;
const LAST_TICK = 2_534_023_007_999_999_999n;
/** Ticks that a double represents exactly. */
const EXACT_SPAN = 2n ** 53n;

/** Start of the offsets that {@link groupTimeKql} writes, in ticks: a full microsecond. */
export function originOf(from: bigint): bigint {
  return from - (((from % TICKS_PER_MICROSECOND) + TICKS_PER_MICROSECOND) % TICKS_PER_MICROSECOND);
}

/**
 * KQL for a time of a group as short text: µs since the origin or, far from it, `yyyyMMddHHmmssffffff`; empty for null.
 * A quotient of timespans is a double, which is exact up to 28 years.
 */
export function groupTimeKql(time: string, origin: bigint): string {
  const [least, base, most] = [origin - EXACT_SPAN, origin, origin + EXACT_SPAN].map((ticks) =>
    datetimeLiteral(ticks < FIRST_TICK ? FIRST_TICK : ticks > LAST_TICK ? LAST_TICK : ticks),
  );
  const offset = `tostring(tolong((${time} - ${base}) / 1microsecond))`;
  const near = `${time} >= ${least} and ${time} < ${most}`;
  return `case(isnull(${time}), "", ${near}, ${offset}, format_datetime(${time}, "yyyyMMddHHmmssffffff"))`;
}

/**
 * Parses a time that {@link groupTimeKql} wrote.
 * @returns the time as {@link tickText} writes it, empty for an empty text; `undefined` for any other text
 */
export function parseGroupTime(text: string, origin: bigint): string | undefined {
  if (text === "") return text;
  if (/^-?[0-9]{1,15}$/.test(text)) return tickText(origin + BigInt(text) * TICKS_PER_MICROSECOND);
  const time = text.replace(/^(....)(..)(..)(..)(..)(..)([0-9]{6})$/, "$1-$2-$3T$4:$5:$6.$70Z");
  return parseTicks(time) === undefined ? undefined : time;
}

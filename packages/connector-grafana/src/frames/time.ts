const NANOS_PER_SECOND = 1_000_000_000n;
const SECONDS_PER_DAY = 86_400n;
/** The last day of a year of four digits, and the first, in days since 1970. */
const [FIRST_DAY, LAST_DAY] = [-719_162n, 2_932_896n];

/**
 * An instant as ISO 8601 in UTC with nine digits: `2024-05-01T10:00:00.123456789Z`. Outside of the years 1 to 9999, which
 * ISO 8601 cannot write in its usual form, the number of nanoseconds since 1970.
 */
export function isoOfNanos(nanos: bigint): string {
  const seconds = floorDivide(nanos, NANOS_PER_SECOND);
  const days = floorDivide(seconds, SECONDS_PER_DAY);
  if (days < FIRST_DAY || days > LAST_DAY) return String(nanos);
  const whole = new Date(Number(seconds) * 1000).toISOString();
  return `${whole.slice(0, 19)}.${String(nanos - seconds * NANOS_PER_SECOND).padStart(9, "0")}Z`;
}

export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

const ISO = /^([+-]?\d{4,6})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?$/i;

/** The instant that ISO 8601 text names, to the nanosecond; UTC where it bears no zone. `undefined` where it is none. */
export function nanosOfIso(text: string): bigint | undefined {
  const match = ISO.exec(text.trim());
  if (match === null) return /^\d{4}-\d\d-\d\d$/.test(text.trim()) ? nanosOfIso(`${text.trim()}T00:00:00Z`) : undefined;
  const [, year, month, day, hour, minute, second = "00", fraction = "", zone = "Z"] = match;
  const offset = zone.toUpperCase() === "Z" ? "Z" : zone.replace(/^(...):?(..)$/, "$1:$2");
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  if (Number.isNaN(date.getTime()) || !isDayOfMonth(Number(year), Number(month), Number(day))) return undefined;
  return BigInt(date.getTime()) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** `Date` takes 30 February for 1 March. */
function isDayOfMonth(year: number, month: number, day: number): boolean {
  return new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
}

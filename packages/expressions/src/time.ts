import type { TimeFormat } from "@winnow/core";

const DATE = "([0-9]{4}-[0-9]{2}-[0-9]{2})";
const CLOCK = "((?:[01][0-9]|2[0-4]):[0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]{1,9}))?)?";
const ISO = new RegExp(`^${DATE}(?:[Tt ]${CLOCK}(?: ?(?:[Zz]|([+-])([0-9]{2})(?::?([0-9]{2}))?))?)?$`);
/** What the Sentinel portal shows and exports, month first; newer browsers put a narrow no-break space before AM. */
const PORTAL =
  /^([0-9]{1,2})\/([0-9]{1,2})\/([0-9]{4}),? ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(?:[ \u00a0\u202f]?([AaPp])[Mm])?$/;
const EPOCH = /^[0-9]{9,19}(?:\.[0-9]+)?$/;
const SIGNED_EPOCH = /^(-?)([0-9]{1,19})(?:\.([0-9]+))?$/;

/** The years that ISO 8601 writes with four digits, 0001 to 9999, in µs. */
const FIRST = -62_135_596_800_000_000n;
const AFTER_LAST = 253_402_300_800_000_000n;
const SECOND = 1_000_000n;
const MINUTE = 60n * SECOND;
/** The largest number of 64 bits with a sign. */
const MOST = 9_223_372_036_854_775_807n;

type EpochFormat = Exclude<TimeFormat, "auto" | "iso">;

/**
 * Reads an instant as engines read times: µs since 1970, UTC; `null` for what cannot be read. Digits of a second
 * beyond the sixth are cut, and no zone means UTC.
 */
export function parseTime(text: string, format: TimeFormat = "auto"): bigint | null {
  // Only spaces: what else looks like white space is no part of any way of writing times.
  const trimmed = text.replace(/^ +| +$/g, "");
  const instant = format === "auto" ? anyForm(trimmed) : format === "iso" ? iso(trimmed) : epoch(trimmed, format);
  return instant === null || instant < FIRST || instant >= AFTER_LAST ? null : instant;
}

/**
 * An instant as `2019-01-15T05:24:24.010000Z`: UTC, always six decimals, so that text order is time order.
 *
 * @param microseconds µs since 1970, UTC, in the years 0001 to 9999
 */
export function formatTime(microseconds: bigint): string {
  const rest = ((microseconds % 1000n) + 1000n) % 1000n;
  const text = new Date(Number((microseconds - rest) / 1000n)).toISOString();
  return `${text.slice(0, -1)}${rest.toString().padStart(3, "0")}Z`;
}

function anyForm(text: string): bigint | null {
  return iso(text) ?? portal(text) ?? (EPOCH.test(text) ? epochByMagnitude(text) : null);
}

function iso(text: string): bigint | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, date, clock = "00:00", seconds = "00", fraction = "", sign, hours = "0", minutes = "0"] = match;
  const local = instantOf(date!, clock, seconds, fraction);
  if (local === null || sign === undefined) return local;
  const offset = (BigInt(hours) * 60n + BigInt(minutes)) * MINUTE;
  return sign === "-" ? local + offset : local - offset;
}

function portal(text: string): bigint | null {
  const match = PORTAL.exec(text);
  if (match === null) return null;
  const [, month, day, year, hour, minute, seconds = "00", fraction = "", half] = match;
  const hour24 = half === undefined ? Number(hour) : fromHalfDay(Number(hour), half.toLowerCase());
  if (hour24 > 23) return null;
  const date = `${year}-${month!.padStart(2, "0")}-${day!.padStart(2, "0")}`;
  return instantOf(date, `${String(hour24).padStart(2, "0")}:${minute}`, seconds, fraction);
}

function fromHalfDay(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return Number.POSITIVE_INFINITY;
  return (hour % 12) + (half === "p" ? 12 : 0);
}

/** `Date` would move 30 February on to March: what it says of a day must be what was written. */
function instantOf(date: string, clock: string, seconds: string, fraction: string): bigint | null {
  if (clock.startsWith("24") && (clock !== "24:00" || seconds !== "00" || /[1-9]/.test(fraction))) return null;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return null;
  const [hour, minute] = clock.split(":").map(Number) as [number, number];
  if (minute > 59 || Number(seconds) > 59) return null;
  const milliseconds = midnight + ((hour * 60 + minute) * 60 + Number(seconds)) * 1000;
  return BigInt(milliseconds) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
}

/** No instant of our time has one reading in seconds and another in milliseconds. */
function epochByMagnitude(text: string): bigint | null {
  const whole = BigInt(text.split(".", 1)[0]!);
  if (whole > MOST) return null;
  if (whole < 100_000_000_000n) return epoch(text, "epoch-s");
  if (whole < 100_000_000_000_000n) return epoch(text, "epoch-ms");
  return epoch(text, whole < 100_000_000_000_000_000n ? "epoch-us" : "epoch-ns");
}

/** In ns per unit, so that what is below a µs can be rounded down, before 1970 too: instants keep their order. */
const NANOSECONDS: Readonly<Record<EpochFormat, bigint>> = {
  "epoch-s": 1_000_000_000n,
  "epoch-ms": 1_000_000n,
  "epoch-us": 1000n,
  "epoch-ns": 1n,
};

const BILLION = 1_000_000_000n;

function epoch(text: string, format: EpochFormat): bigint | null {
  const match = SIGNED_EPOCH.exec(text);
  if (match === null) return null;
  const [, sign, whole, fraction = ""] = match;
  // The tenth decimal rounds the ninth, as the engines' decimal numbers do.
  const ninth = (fraction[9] ?? "0") >= "5" ? 1n : 0n;
  const billionths = BigInt(whole!) * BILLION + BigInt(fraction.slice(0, 9).padEnd(9, "0")) + ninth;
  const scaled = (sign === "-" ? -billionths : billionths) * NANOSECONDS[format];
  const unit = 1000n * BILLION;
  const rest = ((scaled % unit) + unit) % unit;
  return (scaled - rest) / unit;
}

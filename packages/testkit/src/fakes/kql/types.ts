/** The scalar types that queries are evaluated with; `decimal` is not among them. */
export type KqlType = "bool" | "int" | "long" | "real" | "string" | "datetime" | "timespan" | "guid" | "dynamic";

export const KQL_TYPES: readonly KqlType[] = [
  "bool",
  "int",
  "long",
  "real",
  "string",
  "datetime",
  "timespan",
  "guid",
  "dynamic",
];

/**
 * The type in DuckDB. Instants are ticks of 100 ns since 0001-01-01, as Kusto counts them, spans are ticks, too;
 * GUIDs are text in small letters; `dynamic` is JSON text.
 */
export const SQL_TYPES: Readonly<Record<KqlType, string>> = {
  bool: "boolean",
  int: "integer",
  long: "bigint",
  real: "double",
  string: "varchar",
  datetime: "bigint",
  timespan: "bigint",
  guid: "varchar",
  dynamic: "varchar",
};

/** 1970-01-01 in ticks since 0001-01-01. */
export const UNIX_EPOCH_TICKS = 621_355_968_000_000_000n;
export const TICKS_PER_SECOND = 10_000_000n;
export const TICKS_PER_DAY: bigint = 86_400n * TICKS_PER_SECOND;
/** 9999-12-31T23:59:59.9999999. */
export const LAST_TICK = 3_155_378_975_999_999_999n;

const INSTANT =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Ticks since 0001-01-01 of an ISO 8601 text (UTC unless it says otherwise); `undefined` for any other text. */
export function parseInstant(text: string): bigint | undefined {
  const match = INSTANT.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match;
  const parts = [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)] as const;
  const milliseconds = utcMilliseconds(parts);
  if (milliseconds === undefined) return undefined;
  // Digits beyond the seventh are cut off: Kusto knows 100 ns.
  const below = BigInt(fraction.padEnd(7, "0").slice(0, 7));
  return UNIX_EPOCH_TICKS + BigInt(milliseconds) * 10_000n + below - BigInt(zoneMinutes(zone)) * 60n * TICKS_PER_SECOND;
}

/** Undefined where the parts make no instant of the calendar: a 30th of February. */
function utcMilliseconds([year, month, day, hour, minute, second]: readonly [
  number,
  number,
  number,
  number,
  number,
  number,
]): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  return same && year > 0 ? date.getTime() : undefined;
}

function zoneMinutes(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
}

const UNITS: readonly (readonly [RegExp, bigint])[] = [
  [/^(d|days?)$/, TICKS_PER_DAY],
  [/^(h|hr|hrs|hours?)$/, 3600n * TICKS_PER_SECOND],
  [/^(m|min|minutes?)$/, 60n * TICKS_PER_SECOND],
  [/^(s|sec|seconds?)$/, TICKS_PER_SECOND],
  [/^(ms|milli|millis|millisec|milliseconds?)$/, 10_000n],
  [/^(micro|micros|microsec|microseconds?)$/, 10n],
  [/^(tick|ticks)$/, 1n],
];

/** Ticks of a span as KQL writes one, `1.5h` or `1.02:03:04.5`; `undefined` for any other text. */
export function parseSpan(text: string): bigint | undefined {
  const trimmed = text.trim();
  const united = /^(-?)(\d+)(?:\.(\d+))?\s*([a-z]+)$/i.exec(trimmed);
  if (united !== null) return unitedSpan(united);
  const clock = /^(-?)(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?$/.exec(trimmed);
  if (clock === null) return undefined;
  const [, sign, days = "0", hours, minutes, seconds = "0", fraction = ""] = clock;
  const ticks =
    BigInt(days) * TICKS_PER_DAY +
    (BigInt(hours!) * 3600n + BigInt(minutes!) * 60n + BigInt(seconds)) * TICKS_PER_SECOND +
    BigInt(fraction.padEnd(7, "0"));
  return sign === "-" ? -ticks : ticks;
}

function unitedSpan(match: RegExpExecArray): bigint | undefined {
  const [, sign, whole, fraction = "", unit] = match;
  const found = UNITS.find(([pattern]) => pattern.test(unit!.toLowerCase()));
  if (found === undefined) return undefined;
  const scale = 10n ** BigInt(fraction.length);
  const ticks = (BigInt(whole! + fraction) * found[1]) / scale;
  return sign === "-" ? -ticks : ticks;
}

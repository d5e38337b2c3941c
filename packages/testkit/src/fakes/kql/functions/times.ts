import { bin } from "../arithmetic.ts";
import { isoText, refuse, timestamp } from "../convert.ts";
import { longLiteral } from "../literals.ts";
import type { Scalar } from "../relation.ts";
import { literal } from "../sql.ts";
import { parseInstant, TICKS_PER_DAY, UNIX_EPOCH_TICKS } from "../types.ts";
import { unsupported } from "../unsupported.ts";
import { argument, constantText, noMore, text, type ScalarFunction } from "./arguments.ts";

const PARTS: Readonly<Record<string, string>> = {
  yyyy: "%Y",
  MM: "%m",
  dd: "%d",
  HH: "%H",
  mm: "%M",
  ss: "%S",
};

/** Written from parts of the ISO text, whose places are fixed; anything but known parts and separators is refused. */
function formatDatetime(value: Scalar, format: Scalar): Scalar {
  const pattern = constantText("format_datetime", format);
  const ticks = argument("format_datetime", value, "datetime");
  const pieces = pattern.match(/([a-zA-Z])\1*|[^a-zA-Z]/g) ?? [];
  const written = pieces.map((piece) => {
    if (PARTS[piece] !== undefined) return `strftime(${timestamp(ticks)}, '${PARTS[piece]}')`;
    if (/^f{1,7}$/.test(piece)) return `substr(${isoText(ticks)}, 21, ${piece.length})`;
    if (/^[ \-:./,_[\]TZ]$/.test(piece)) return literal(piece);
    throw unsupported(`format_datetime() with "${piece}"`);
  });
  return text(`coalesce(${written.join(" || ")}, '')`);
}

const MICROSECONDS_FROM_0001 = 62_135_596_800_000_000n;

function toDatetime(value: Scalar | undefined, ...rest: Scalar[]): Scalar {
  noMore("todatetime", ...rest);
  if (value!.type === "datetime") return value!;
  const sql = argument("todatetime", value, "string");
  if (typeof value!.constant === "string") {
    const ticks = parseInstant(value!.constant);
    if (ticks === undefined) throw unsupported(`todatetime() of "${value!.constant}"`);
    return longLiteral(ticks, "datetime");
  }
  const form = "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\\.[0-9]{1,7})?Z";
  const seconds = `epoch_us(regexp_extract(${sql}, '${form}', 1)::timestamp)`;
  const fraction = `rpad(substr(regexp_extract(${sql}, '${form}', 2), 2), 7, '0')::bigint`;
  return {
    sql:
      `(case when ${sql} = '' then null when regexp_full_match(${sql}, '${form}') ` +
      `then (${seconds} + ${MICROSECONDS_FROM_0001}) * 10 + ${fraction} else ${refuse("todatetime() of such a text")}::bigint end)`,
    type: "datetime",
  };
}

function fromUnix(name: string, ticks: bigint): ScalarFunction {
  return (value) => ({
    sql: `((${argument(name, value, "int", "long")})::bigint * ${ticks} + ${UNIX_EPOCH_TICKS})`,
    type: "datetime",
  });
}

function part(name: string, write: (ticks: string) => string): ScalarFunction {
  return (value) => ({ sql: `(${write(argument(name, value, "datetime"))})::integer`, type: "int" });
}

function startOf(name: string, unit: bigint): ScalarFunction {
  return (value, ...rest) => {
    noMore(name, ...rest);
    argument(name, value, "datetime");
    return bin(value!, longLiteral(unit, "timespan"));
  };
}

/** Days since Sunday, as a span; 0001-01-01 was a Monday. */
function dayOfWeek(value: Scalar | undefined): Scalar {
  const ticks = argument("dayofweek", value, "datetime");
  return { sql: `((${ticks} // ${TICKS_PER_DAY} + 1) % 7 * ${TICKS_PER_DAY})`, type: "timespan" };
}

export const TIMES: Readonly<Record<string, ScalarFunction>> = {
  format_datetime: (value, format) => formatDatetime(value!, format!),
  todatetime: toDatetime,
  unixtime_seconds_todatetime: fromUnix("unixtime_seconds_todatetime", 10_000_000n),
  unixtime_milliseconds_todatetime: fromUnix("unixtime_milliseconds_todatetime", 10_000n),
  unixtime_microseconds_todatetime: fromUnix("unixtime_microseconds_todatetime", 10n),
  hourofday: part("hourofday", (ticks) => `(${ticks}) // 36000000000 % 24`),
  dayofweek: dayOfWeek,
  dayofmonth: part("dayofmonth", (ticks) => `day(${timestamp(ticks)})`),
  monthofyear: part("monthofyear", (ticks) => `month(${timestamp(ticks)})`),
  getmonth: part("getmonth", (ticks) => `month(${timestamp(ticks)})`),
  getyear: part("getyear", (ticks) => `year(${timestamp(ticks)})`),
  startofday: startOf("startofday", TICKS_PER_DAY),
  totimespan: (value) => {
    if (value!.type !== "timespan") throw unsupported(`totimespan() of a ${value!.type}`);
    return value!;
  },
};

import type { TimeFormat } from "@winnow/core";

const CLOCK = String.raw`([01][0-9]|2[0-4]):[0-5][0-9]`;
const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const MILLISECONDS = "dddd-dd-dd[T ][0-2]d:[0-5]d:[0-5]d.ddd".replaceAll("d", "[0-9]");
const ISO_UTC = String.raw`${DATE}[T ]${CLOCK}:[0-5][0-9](\.[0-9]{1,9})?Z?`;
const ISO_ANY = String.raw`${DATE}([Tt ]${CLOCK}(:[0-5][0-9]([.,][0-9]{1,9})?)?( ?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?))?)?`;
const ZONE = String.raw`[0-9] ?([+-])([0-9]{2}):?([0-9]{2})?$`;
// Newer browsers put a narrow no-break space before AM and PM.
const PORTAL = String.raw`([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}),? ([0-9]{1,2}):([0-9]{2})(:[0-9]{2}(\.[0-9]{1,9})?)?([ \x{a0}\x{202f}]?([AaPp])[Mm])?`;
const EPOCH = String.raw`[0-9]{9,19}(\.[0-9]+)?`;
const SIGNED_EPOCH = String.raw`-?[0-9]{1,19}(\.[0-9]+)?`;

/** Around the years that ISO 8601 writes with four digits, 0001 to 9999, in µs. */
const BEFORE_FIRST = "-62135596800000001";
const AFTER_LAST = "253402300800000000";

/**
 * SQL that reads the text `x` as an instant: BIGINT µs since 1970, UTC; NULL for what cannot be read. Every way of
 * writing is recognised whole before anything is cast, so nothing is guessed: DuckDB's own cast drops offsets and
 * takes words such as `epoch`. More than six digits of a second are cut, not rounded. No zone means UTC.
 */
export function timeSql(x: string, format: TimeFormat): string {
  switch (format) {
    case "iso":
      return bounded(`case ${plainIso(x)} else (case ${anyIso(`trim(${x})`)} end) end`);
    case "auto":
      return bounded(`case ${plainIso(x)} else (case ${anyForm(`trim(${x})`)} end) end`);
    default:
      return bounded(`case ${epochOf(`trim(${x})`, format)} end`);
  }
}

/** `least` and `greatest` pass over NULL, which so ends up at a bound and is NULL again. */
function bounded(instant: string): string {
  return `nullif(nullif(greatest(least(${instant}, ${AFTER_LAST}), ${BEFORE_FIRST}), ${BEFORE_FIRST}), ${AFTER_LAST})`;
}

/** The common cases, kept cheap: a glob costs a third of a regular expression. */
function plainIso(x: string): string {
  const common = `${x} glob '${MILLISECONDS}' or ${x} glob '${MILLISECONDS}Z'`;
  return `when ${common} or regexp_full_match(${x}, '${ISO_UTC}') then epoch_us(try_cast(${x} as timestamp))`;
}

function anyIso(x: string): string {
  const clock = `substr(${x}, 11)`;
  const bare = `regexp_replace(${clock}, '[Zz]$|([0-9]) ?[+-][0-9]{2}(:?[0-9]{2})?$', '\\1')`;
  const local = `left(${x}, 10) || replace(replace(upper(${bare}), 'T', ' '), ',', '.')`;
  const zone = (group: number): string => `regexp_extract(${clock}, '${ZONE}', ${group})`;
  const offset =
    `(case when regexp_matches(${clock}, '${ZONE}') then (case ${zone(1)} when '-' then -1 else 1 end) * ` +
    `(${zone(2)}::bigint * 60 + coalesce(try_cast(${zone(3)} as bigint), 0)) * 60000000 else 0 end)`;
  return `when regexp_full_match(${x}, '${ISO_ANY}') then epoch_us(try_cast(${local} as timestamp)) - ${offset}`;
}

function anyForm(x: string): string {
  const whole = `split_part(${x}, '.', 1)::bigint`;
  const unit = (format: EpochFormat): string => instantOfEpoch(x, format);
  const magnitude =
    `(case when ${whole} < 100000000000 then ${unit("epoch-s")} when ${whole} < 100000000000000 then ${unit("epoch-ms")} ` +
    `when ${whole} < 100000000000000000 then ${unit("epoch-us")} else ${unit("epoch-ns")} end)`;
  const epoch = `when regexp_full_match(${x}, '${EPOCH}') and try_cast(split_part(${x}, '.', 1) as bigint) is not null then ${magnitude}`;
  return `${anyIso(x)} ${portal(x)} ${epoch}`;
}

/** `1/15/2019, 5:15:02.980 AM` and `7/8/2019 16:08`: what the Sentinel portal shows and exports, month first. */
function portal(x: string): string {
  const part = (group: number): string => `regexp_extract(${x}, '${PORTAL}', ${group})`;
  const hour = `${part(4)}::int`;
  const halfDay = `lower(${part(9)})`;
  const hour24 =
    `(case when ${halfDay} = '' then ${hour} when ${hour} not between 1 and 12 then 99 ` +
    `when ${halfDay} = 'a' then ${hour} % 12 else ${hour} % 12 + 12 end)`;
  const seconds = `(case when ${part(6)} = '' then ':00' else ${part(6)} end)`;
  const iso = `${part(3)} || '-' || lpad(${part(1)}, 2, '0') || '-' || lpad(${part(2)}, 2, '0') || ' ' || lpad(${hour24}::varchar, 2, '0') || ':' || ${part(5)} || ${seconds}`;
  return `when regexp_full_match(${x}, '${PORTAL}') and ${hour24} < 24 then epoch_us(try_cast(${iso} as timestamp))`;
}

type EpochFormat = Exclude<TimeFormat, "auto" | "iso">;

function epochOf(x: string, format: EpochFormat): string {
  return `when regexp_full_match(${x}, '${SIGNED_EPOCH}') then ${instantOfEpoch(x, format)}`;
}

const MICROSECONDS: Readonly<Record<EpochFormat, string>> = {
  "epoch-s": "1000000",
  "epoch-ms": "1000",
  "epoch-us": "1",
  "epoch-ns": "0.001",
};

/** Rounds down, before 1970 too, so that instants keep their order. */
function instantOfEpoch(x: string, format: EpochFormat): string {
  return `try_cast(floor(try_cast(${x} as decimal(28, 9)) * ${MICROSECONDS[format]}) as bigint)`;
}

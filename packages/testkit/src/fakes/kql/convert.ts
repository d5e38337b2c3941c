import { asScalar, type Column, type Scalar } from "./relation.ts";
import { literal } from "./sql.ts";
import { unsupported } from "./unsupported.ts";

/** DuckDB's `error()`, for values whose treatment is documented nowhere: the query fails rather than guesses. */
export function refuse(what: string): string {
  return `error(${literal(`the fake service cannot evaluate ${what}`)})`;
}

/** Microseconds since 1970 of ticks; ticks are never negative, so the division rounds down. */
function microseconds(ticks: string): string {
  return `((${ticks}) // 10 - 62135596800000000)`;
}

/** An instant as DuckDB's own timestamp, which lacks the last digit. */
export function timestamp(ticks: string): string {
  return `make_timestamp(${microseconds(ticks)})`;
}

/** `2026-03-02T00:00:00.0000001Z`: seven digits, always. */
export function isoText(ticks: string): string {
  return `(strftime(${timestamp(ticks)}, '%Y-%m-%dT%H:%M:%S.%f') || ((${ticks}) % 10)::varchar || 'Z')`;
}

/** `1.02:03:04.0000005`: days and fractions only where there are any. */
export function spanText(ticks: string): string {
  const magnitude = `abs(${ticks})`;
  const part = (by: bigint, modulo: bigint): string => `lpad((${magnitude} // ${by} % ${modulo})::varchar, 2, '0')`;
  const days = `(${magnitude} // 864000000000)`;
  const fraction = `(${magnitude} % 10000000)`;
  return (
    `(case when ${ticks} < 0 then '-' else '' end || case when ${days} > 0 then ${days}::varchar || '.' else '' end || ` +
    `${part(36_000_000_000n, 24n)} || ':' || ${part(600_000_000n, 60n)} || ':' || ${part(10_000_000n, 60n)} || ` +
    `case when ${fraction} > 0 then '.' || lpad(${fraction}::varchar, 7, '0') else '' end)`
  );
}

/** The value as text: what `tostring` gives. Null becomes the empty text. */
export function toText(value: Scalar): Scalar {
  return { sql: textSql(value), type: "string", present: true };
}

function textSql(value: Scalar): string {
  const { sql, type } = value;
  switch (type) {
    case "string":
      return sql;
    case "int":
    case "long":
      return `coalesce((${sql})::varchar, '')`;
    case "guid":
      return `coalesce(${sql}, '')`;
    case "datetime":
      return `coalesce(${isoText(sql)}, '')`;
    case "timespan":
      return `coalesce(${spanText(sql)}, '')`;
    case "dynamic":
      return value.list === undefined ? `coalesce(json_extract_string(${sql}, '$'), '')` : jsonOf(value);
    default:
      throw unsupported(`a ${type} as text: how it is written is not documented`);
  }
}

/** The value as JSON text; SQL null where it is null. */
export function jsonOf(value: Scalar): string {
  const { sql, type } = value;
  switch (type) {
    case "string":
    case "guid":
      return `to_json(${sql})::varchar`;
    case "int":
    case "long":
      return `(${sql})::varchar`;
    case "bool":
      return `case when ${sql} then 'true' when not ${sql} then 'false' end`;
    case "real":
      return realJson(sql);
    case "datetime":
      return `'"' || ${isoText(sql)} || '"'`;
    case "timespan":
      return `'"' || ${spanText(sql)} || '"'`;
    default:
      return value.list === undefined ? sql : `to_json(${sql})::varchar`;
  }
}

/** The shortest digits that give the same double; what JSON has no numbers for is text, as in Kusto. */
function realJson(sql: string): string {
  return (
    `case when isfinite(${sql}) then to_json((${sql})::double)::varchar when isnan(${sql}) then '"NaN"' ` +
    `when ${sql} > 0 then '"Infinity"' when ${sql} < 0 then '"-Infinity"' end`
  );
}

/** A value for a JSON answer of the service: arrays and objects are text within the JSON, which is how Azure sends them. */
export function answerJson(column: Column): string {
  const value = asScalar(column);
  return `coalesce(${value.type === "dynamic" ? dynamicAnswer(value.sql) : jsonOf(value)}, 'null')`;
}

function dynamicAnswer(sql: string): string {
  return `case when json_type(${sql}) in ('ARRAY', 'OBJECT') then to_json(${sql})::varchar else ${sql} end`;
}

/** JSON text of a `dynamic`, whatever it is held as. */
export function toJson(value: Scalar): string {
  return value.list === undefined ? value.sql : jsonOf(value);
}

/** What a relation may hold: lists become JSON text. */
export function storable(value: Scalar): Scalar {
  if (value.type !== "dynamic" || value.list === undefined) return value;
  return { sql: jsonOf(value), type: "dynamic" };
}

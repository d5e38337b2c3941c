import { bin } from "../arithmetic.ts";
import { refuse } from "../convert.ts";
import type { Scalar } from "../relation.ts";
import type { KqlType } from "../types.ts";
import { unsupported } from "../unsupported.ts";
import { argument, type ScalarFunction } from "./arguments.ts";

/** Text of whole numbers only; what else may be read as a number is refused, what cannot is null. */
function wholeFromText(sql: string, type: "int" | "long"): string {
  const sqlType = type === "int" ? "integer" : "bigint";
  return (
    `(case when regexp_full_match(${sql}, '[+-]?[0-9]+') then try_cast(${sql} as ${sqlType}) ` +
    `when regexp_matches(${sql}, '^\\s*[+-]?(0[xX])?[0-9a-fA-F.]') and regexp_matches(${sql}, '[0-9]') ` +
    `then ${refuse(`to${type}() of such a text`)}::${sqlType} end)`
  );
}

function toWhole(type: "int" | "long"): ScalarFunction {
  const sqlType = type === "int" ? "integer" : "bigint";
  return (value) => {
    switch (value!.type) {
      case "string":
        return { sql: wholeFromText(value!.sql, type), type };
      case "dynamic":
        return { sql: wholeFromText(`json_extract_string(${value!.sql}, '$')`, type), type };
      case "real":
        // Kusto drops the fraction.
        return { sql: `try_cast(trunc(${value!.sql}) as ${sqlType})`, type };
      case "bool":
      case "int":
      case "long":
      case "datetime":
      case "timespan":
        return carried(value!, `(${value!.sql})::${sqlType}`, type);
      default:
        throw unsupported(`to${type}() of a ${value!.type}`);
    }
  };
}

function carried(value: Scalar, sql: string, type: KqlType): Scalar {
  return value.present === true ? { sql, type, present: true } : { sql, type };
}

const DECIMAL = String.raw`[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?`;

function toReal(value: Scalar | undefined): Scalar {
  switch (value!.type) {
    case "int":
    case "long":
    case "real":
    case "bool":
      return carried(value!, `(${value!.sql})::double`, "real");
    case "string":
    case "dynamic": {
      const sql = value!.type === "string" ? value!.sql : `json_extract_string(${value!.sql}, '$')`;
      const odd = `regexp_matches(${sql}, '^\\s*[+-]?([0-9.]|nan|inf)', 'i')`;
      return {
        sql:
          `(case when regexp_full_match(${sql}, '${DECIMAL}') then try_cast(${sql} as double) ` +
          `when ${odd} and ${sql} <> '' then ${refuse("todouble() of such a text")}::double end)`,
        type: "real",
      };
    }
    default:
      throw unsupported(`todouble() of a ${value!.type}`);
  }
}

function onReal(name: string, write: (sql: string) => string): ScalarFunction {
  return (value) => ({ sql: write(`(${argument(name, value, "int", "long", "real")})::double`), type: "real" });
}

function binary(name: string, write: (a: string, b: string) => string): ScalarFunction {
  return (a, b) => ({
    sql: write(`(${argument(name, a, "int", "long")})::bigint`, `(${argument(name, b, "int", "long")})::bigint`),
    type: "long",
  });
}

function absolute(value: Scalar | undefined): Scalar {
  const sql = argument("abs", value, "int", "long", "real", "timespan");
  const type = value!.type === "int" ? "long" : value!.type;
  return { sql: type === "long" ? `abs((${sql})::bigint)` : `abs(${sql})`, type };
}

/** Least or greatest; nulls are left out, as in Kusto. */
function extreme(name: string, sqlName: string): ScalarFunction {
  return (...values) => {
    const types = new Set(values.map(({ type }) => type));
    if (types.size !== 1 || types.has("dynamic")) throw unsupported(`${name}() of ${[...types].join(" and ")}`);
    const [type] = types;
    return { sql: `${sqlName}(${values.map(({ sql }) => sql).join(", ")})`, type: type! };
  };
}

export const NUMBERS: Readonly<Record<string, ScalarFunction>> = {
  tolong: toWhole("long"),
  toint: toWhole("int"),
  todouble: toReal,
  toreal: toReal,
  bin: (value, size) => bin(value!, size!),
  floor: (value, size) => bin(value!, size!),
  abs: absolute,
  ceiling: onReal("ceiling", (sql) => `ceil(${sql})`),
  sqrt: onReal("sqrt", (sql) => `case when ${sql} >= 0 then sqrt(${sql}) end`),
  log: onReal("log", (sql) => `case when ${sql} > 0 then ln(${sql}) end`),
  log10: onReal("log10", (sql) => `case when ${sql} > 0 then log10(${sql}) end`),
  exp: onReal("exp", (sql) => `exp(${sql})`),
  min_of: extreme("min_of", "least"),
  max_of: extreme("max_of", "greatest"),
  isnan: (value) => ({ sql: `isnan(${argument("isnan", value, "real")})`, type: "bool" }),
  isfinite: (value) => ({ sql: `isfinite(${argument("isfinite", value, "real")})`, type: "bool" }),
  binary_and: binary("binary_and", (a, b) => `(${a} & ${b})`),
  binary_or: binary("binary_or", (a, b) => `(${a} | ${b})`),
  binary_xor: binary("binary_xor", (a, b) => `xor(${a}, ${b})`),
};

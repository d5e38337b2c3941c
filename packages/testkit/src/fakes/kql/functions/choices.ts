import { equal } from "../equality.ts";
import { toJson } from "../convert.ts";
import type { Scalar } from "../relation.ts";
import { SQL_TYPES } from "../types.ts";
import type { KqlType } from "../types.ts";
import { unsupported } from "../unsupported.ts";
import { argument, type ScalarFunction } from "./arguments.ts";

/** One type for several values: whole numbers of both sizes meet as `long`. */
function together(
  name: string,
  values: readonly Scalar[],
): { readonly type: KqlType; readonly sql: readonly string[] } {
  const types = new Set(values.map(({ type }) => type));
  const type = types.size === 1 ? values[0]!.type : [...types].every(isWhole) ? "long" : undefined;
  if (type === undefined) throw unsupported(`${name}() of ${[...types].join(" and ")}`);
  const sql = values.map((value) => (type === "dynamic" ? toJson(value) : `(${value.sql})::${SQL_TYPES[type]}`));
  return { type, sql };
}

function isWhole(type: KqlType): boolean {
  return type === "int" || type === "long";
}

function allPresent(values: readonly Scalar[]): { readonly present?: true } {
  return values.every(({ present }) => present === true) ? { present: true } : {};
}

function chosen(name: string, args: readonly Scalar[]): Scalar {
  const conditions = args.filter((_, index) => index % 2 === 0 && index < args.length - 1);
  const values = args.filter((_, index) => index % 2 === 1 || index === args.length - 1);
  const { type, sql } = together(name, values);
  const cases = conditions.map((condition, index) => `when ${argument(name, condition, "bool")} then ${sql[index]}`);
  return { sql: `(case ${cases.join(" ")} else ${sql.at(-1)} end)`, type, ...allPresent(values) };
}

/** The first that is not null, or, of texts, not empty. */
function coalesce(...values: Scalar[]): Scalar {
  const { type, sql } = together("coalesce", values);
  if (type !== "string") {
    const present = values.some((value) => value.present === true);
    return { sql: `coalesce(${sql.join(", ")})`, type, ...(present ? { present } : {}) };
  }
  return { sql: `coalesce(${sql.map((item) => `nullif(${item}, '')`).join(", ")}, '')`, type, present: true };
}

function isNull({ sql, type }: Scalar): string {
  return type === "string" ? "false" : `(${sql} is null)`;
}

/** Of a `dynamic` also an empty text, but not an empty array: those are their own text. */
function isEmpty(value: Scalar): string {
  if (value.type === "string") return `(${value.sql} = '')`;
  if (value.type !== "dynamic" || value.list !== undefined) return isNull(value);
  return `(coalesce(json_extract_string(${value.sql}, '$'), '') = '')`;
}

function verdict(write: (value: Scalar) => string): ScalarFunction {
  return (value) => ({ sql: write(value!), type: "bool", present: true });
}

export const CHOICES: Readonly<Record<string, ScalarFunction>> = {
  iif: (...args) => chosen("iif", args),
  iff: (...args) => chosen("iff", args),
  case: (...args) => chosen("case", args),
  coalesce,
  not: (value) => ({ sql: `(not ${argument("not", value, "bool")})`, type: "bool" }),
  isnull: verdict(isNull),
  isnotnull: verdict((value) => `(not ${isNull(value)})`),
  notnull: verdict((value) => `(not ${isNull(value)})`),
  isempty: verdict(isEmpty),
  isnotempty: verdict((value) => `(not ${isEmpty(value)})`),
  notempty: verdict((value) => `(not ${isEmpty(value)})`),
  strcmp: (a, b) => {
    const [left, right] = [argument("strcmp", a, "string"), argument("strcmp", b, "string")];
    return {
      sql: `(case when ${left} < ${right} then -1 when ${equal(a!, b!)} then 0 else 1 end)::bigint`,
      type: "long",
    };
  },
};

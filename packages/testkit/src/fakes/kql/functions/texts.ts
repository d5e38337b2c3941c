import { refuse, toText } from "../convert.ts";
import { regexOf, regexReplaced } from "../regex.ts";
import type { Scalar } from "../relation.ts";
import { literal } from "../sql.ts";
import { unsupported } from "../unsupported.ts";
import { argument, constantText, noMore, text, type ScalarFunction } from "./arguments.ts";

function onText(name: string, write: (sql: string) => string): ScalarFunction {
  return (value, ...rest) => {
    noMore(name, ...rest);
    return text(write(argument(name, value, "string")));
  };
}

function join(values: readonly Scalar[], separator?: Scalar): Scalar {
  const parts = values.map((value) => toText(value).sql);
  if (separator === undefined) return text(`(${parts.join(" || ")})`);
  return text(`(${parts.join(` || ${argument("strcat_delim", separator, "string")} || `)})`);
}

/** Characters of `from` become those of `to`, of which the last one serves all that are left; nothing, if there is none. */
function translate(from: Scalar, to: Scalar, value: Scalar): Scalar {
  const sought = Array.from(constantText("translate", from));
  const given = Array.from(constantText("translate", to));
  const full = given.length === 0 ? [] : sought.map((_, index) => given[index] ?? given.at(-1)!);
  return text(
    `translate(${argument("translate", value, "string")}, ${literal(sought.join(""))}, ${literal(full.join(""))})`,
  );
}

function countOf(value: Scalar, sought: Scalar, kind?: Scalar): Scalar {
  const within = argument("countof", value, "string");
  if (kind !== undefined && constantText("countof", kind) === "regex") {
    return { sql: `len(regexp_extract_all(${within}, ${regexOf(sought)}))::bigint`, type: "long", present: true };
  }
  // Longer texts may overlap themselves, and Kusto counts those, too.
  if (Array.from(constantText("countof", sought)).length !== 1)
    throw unsupported("countof() of more than one character");
  return {
    sql: `(length(${within}) - length(replace(${within}, ${sought.sql}, '')))::bigint`,
    type: "long",
    present: true,
  };
}

function substring(value: Scalar, start: Scalar, length?: Scalar): Scalar {
  const from = argument("substring", start, "int", "long");
  const count = length === undefined ? "" : `, ${notNegative(argument("substring", length, "int", "long"))}`;
  return text(`substr(${argument("substring", value, "string")}, ${notNegative(from)} + 1${count})`);
}

function notNegative(sql: string): string {
  return `(case when ${sql} >= 0 then ${sql} else ${refuse("substring() with a negative number")}::bigint end)`;
}

function indexOf(value: Scalar, sought: Scalar, ...rest: Scalar[]): Scalar {
  noMore("indexof", ...rest);
  const within = argument("indexof", value, "string");
  return {
    sql: `(strpos(${within}, ${argument("indexof", sought, "string")}) - 1)::bigint`,
    type: "long",
    present: true,
  };
}

function extract(pattern: Scalar, group: Scalar, value: Scalar, ...rest: Scalar[]): Scalar {
  noMore("extract", ...rest);
  if (typeof group.constant !== "bigint") throw unsupported("extract() of a group that is not a literal number");
  return text(`regexp_extract(${argument("extract", value, "string")}, ${regexOf(pattern)}, ${group.constant})`);
}

function replaceRegex(value: Scalar, pattern: Scalar, by: Scalar): Scalar {
  const replacement = argument("replace_regex", by, "string");
  return text(regexReplaced(argument("replace_regex", value, "string"), pattern, replacement));
}

function replaceString(value: Scalar, sought: Scalar, by: Scalar): Scalar {
  if (constantText("replace_string", sought) === "") throw unsupported("replace_string() of nothing");
  return text(
    `replace(${argument("replace_string", value, "string")}, ${sought.sql}, ${argument("replace_string", by, "string")})`,
  );
}

/**
 * Texts replaced one after the other. Pairs whose order could be seen, as one gives what another seeks, are refused.
 */
function replaceStrings(value: Scalar, sought: Scalar, by: Scalar): Scalar {
  const within = argument("replace_strings", value, "string");
  const [from, to] = [constantList("replace_strings", sought), constantList("replace_strings", by)];
  if (from.length !== to.length) throw unsupported("replace_strings() with lists of different lengths");
  const wanted = new Set(from);
  if (wanted.has("")) throw unsupported("replace_strings() of nothing");
  const single = [...from, ...to].every((item) => Array.from(item).length === 1);
  if (single && !to.some((item) => wanted.has(item))) {
    return text(`translate(${within}, ${literal(from.join(""))}, ${literal(to.join(""))})`);
  }
  if (to.some((item) => from.some((other) => item.includes(other)))) {
    throw unsupported("replace_strings() whose replacements are replaced");
  }
  return text(from.reduce((sql, item, index) => `replace(${sql}, ${literal(item)}, ${literal(to[index]!)})`, within));
}

function constantList(name: string, { constant }: Scalar): readonly string[] {
  if (!Array.isArray(constant)) throw unsupported(`${name}() without a literal list of texts where it wants one`);
  return constant as readonly string[];
}

function trimming(name: string, atStart: boolean, atEnd: boolean): ScalarFunction {
  return (pattern, value) => {
    regexOf(pattern!);
    const source = constantText(name, pattern);
    const start = atStart ? (sql: string) => `regexp_replace(${sql}, ${literal(`^(?:${source})`)}, '')` : same;
    const end = atEnd ? (sql: string) => `regexp_replace(${sql}, ${literal(`(?:${source})$`)}, '')` : same;
    return text(end(start(argument(name, value, "string"))));
  };
}

/** Kusto says of its own hash that nobody may rely on it, so any other will do. */
function hash(value: Scalar, modulus?: Scalar): Scalar {
  const sql = `hash(${toText(value).sql})`;
  if (modulus === undefined) return { sql: `(${sql} // 2)::bigint`, type: "long", present: true };
  const by = argument("hash", modulus, "int", "long");
  return { sql: `(${sql} % (${by})::ubigint)::bigint`, type: "long", present: true };
}

function same(sql: string): string {
  return sql;
}

export const TEXTS: Readonly<Record<string, ScalarFunction>> = {
  tostring: (value) => toText(value!),
  strcat: (...values) => join(values),
  strcat_delim: (separator, ...values) => join(values, separator),
  strlen: (value) => ({ sql: `length(${argument("strlen", value, "string")})::bigint`, type: "long", present: true }),
  string_size: (value) => ({
    sql: `octet_length(encode(${argument("string_size", value, "string")}))::bigint`,
    type: "long",
    present: true,
  }),
  tolower: onText("tolower", (sql) => `lower(${sql})`),
  toupper: onText("toupper", (sql) => `upper(${sql})`),
  reverse: onText("reverse", (sql) => `reverse(${sql})`),
  hash_sha256: onText("hash_sha256", (sql) => `sha256(${sql})`),
  hash_md5: onText("hash_md5", (sql) => `md5(${sql})`),
  base64_encode_tostring: onText("base64_encode_tostring", (sql) => `to_base64(encode(${sql}))`),
  translate: (from, to, value) => translate(from!, to!, value!),
  countof: (value, sought, kind) => countOf(value!, sought!, kind),
  substring: (value, start, length) => substring(value!, start!, length),
  indexof: (value, sought, ...rest) => indexOf(value!, sought!, ...rest),
  extract: (pattern, group, value, ...rest) => extract(pattern!, group!, value!, ...rest),
  replace_regex: (value, pattern, by) => replaceRegex(value!, pattern!, by!),
  replace_string: (value, sought, by) => replaceString(value!, sought!, by!),
  replace_strings: (value, sought, by) => replaceStrings(value!, sought!, by!),
  hash: (value, modulus) => hash(value!, modulus),
  trim: trimming("trim", true, true),
  trim_start: trimming("trim_start", true, false),
  trim_end: trimming("trim_end", false, true),
};

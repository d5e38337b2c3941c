import { portablePattern, replacementPattern, type Literal } from "@winnow/expressions";
import { type Dialect, type Expression } from "@winnow/core";
import { identifier, literal } from "./sql.ts";

/** What computing an operator costs per value: cheap ones run on every row, costly ones once per distinct text. */
export type Cost = "cheap" | "costly";

/**
 * Operators that cost well above a tenth of a microsecond a value. Measured on command lines of 90 characters:
 * countChars 2.2 µs, charScore 1.8 µs, keepChars 4 µs, matches 0.3 µs, replace 0.2 to 2 µs; basename 0.2 µs, lower and
 * split 0.1 µs.
 */
const COSTLY: ReadonlySet<string> = new Set(["charScore", "countChars", "keepChars", "matches", "replace"]);

export function costOf(expression: Expression): Cost {
  if (expression.op !== "apply") return "cheap";
  if (COSTLY.has(expression.operator)) return "costly";
  return expression.args.some((arg) => costOf(arg) === "costly") ? "costly" : "cheap";
}

const MICROSECONDS_PER_HOUR = 3_600_000_000;
const MICROSECONDS_PER_DAY = 24 * MICROSECONDS_PER_HOUR;
const DECIMAL = String.raw`[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?`;

function texts(value: Literal | undefined): string {
  return literal(String(value));
}

/** The last separator decides: a greedy match finds it, overlapping occurrences included. */
function aroundLast(separator: string): string {
  const quoted = separator.replaceAll(/[^0-9A-Za-z_]/gu, (character) => {
    const code = character.toWellFormed().codePointAt(0)!;
    return `\\x{${code.toString(16)}}`;
  });
  return `^((?s:.*))${quoted}((?s:.*))$`;
}

/** A separator of one character cannot overlap itself, and splitting is twice as quick as matching. */
function isOneCharacter(separator: string): boolean {
  return Array.from(separator).length === 1;
}

function textAfter(s: string, separator: string): string {
  if (isOneCharacter(separator)) return `string_split(${s}, ${literal(separator)})[-1]`;
  return (
    `(case when contains(${s}, ${literal(separator)}) ` +
    `then regexp_extract(${s}, ${literal(aroundLast(separator))}, 2) else ${s} end)`
  );
}

function textBefore(s: string, separator: string): string {
  if (!isOneCharacter(separator)) return `regexp_extract(${s}, ${literal(aroundLast(separator))}, 1)`;
  const length = `length(${s}) - length(${textAfter(s, separator)}) - 1`;
  return `(case when contains(${s}, ${literal(separator)}) then left(${s}, ${length}) else '' end)`;
}

/** Leading digits of a long hexadecimal number, its last bit set if anything follows: rounds as the whole would. */
function hexadecimal(text: string): string {
  const digits = `ltrim(substr(${text}, 3), '0')`;
  const head = `('0x0' || left(${digits}, 16))::ubigint`;
  const sticky = `(case when ltrim(substr(${digits}, 17), '0') = '' then 0 else 1 end)::ubigint`;
  return (
    `(case when length(${digits}) <= 16 then ${head}::double when length(${digits}) <= 256 ` +
    `then (${head} | ${sticky})::double * pow(2, 4 * (length(${digits}) - 16)) end)`
  );
}

function numberOf(text: string): string {
  const value =
    `(case when regexp_full_match(${text}, '${DECIMAL}') then try_cast(${text} as double) ` +
    `when regexp_full_match(${text}, '0[xX][0-9a-fA-F]+') then ${hexadecimal(text)} end)`;
  return `nullif(nullif(${value}, 'inf'::double), '-inf'::double)`;
}

function equalTo(value: string, to: Literal | undefined, type: string | undefined): string {
  const isEmpty = String(to) === "" ? "true" : "false";
  switch (type) {
    case "number": {
      const wanted = Number(to);
      const same = Number.isFinite(wanted) ? `${value} = ${numeric(wanted)}` : "false";
      return `coalesce(${same}, ${isEmpty})`;
    }
    case "boolean":
      return typeof to === "boolean" ? `(${value} = ${to})` : "false";
    case "time":
      return isEmpty;
    default:
      return `(${value} = ${texts(to)})`;
  }
}

/** A finite double, written so that DuckDB reads the same bits. */
function numeric(value: number): string {
  return `'${value}'::double`;
}

/**
 * Blocks of letters with capitals that came to Unicode after DuckDB's tables were made. What JavaScript makes small there
 * is made small beforehand.
 */
const YOUNG_BLOCKS = [
  [0x1c80, 0x1c8f],
  [0xa7c0, 0xa7ff],
  [0x10d40, 0x10d8f],
  [0x16ea0, 0x16edf],
] as const;

const YOUNG_CAPITALS = YOUNG_BLOCKS.flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)),
).filter((letter) => letter !== letter.toLowerCase() && Array.from(letter.toLowerCase()).length === 1);

/** Grows to two characters when made small, so it stays as it is; DuckDB would make it an i. */
const DOTTED_I = literal("\u0130");

function lower(s: string): string {
  const young = YOUNG_CAPITALS.join("");
  const old = `translate(${s}, ${literal(young)}, ${literal(young.toLowerCase())})`;
  const pieces = `list_transform(string_split(${old}, ${DOTTED_I}), lambda piece: lower(piece))`;
  const special = literal(`[${YOUNG_CAPITALS.join("")}\u0130]`);
  return `(case when regexp_matches(${s}, ${special}) then array_to_string(${pieces}, ${DOTTED_I}) else lower(${s}) end)`;
}

function recode(s: string, pairs: readonly string[]): string {
  if (pairs.length === 0) return s;
  const cases = pairs.flatMap((from, index) =>
    index % 2 === 0 ? [`when ${literal(from)} then ${literal(pairs[index + 1]!)}`] : [],
  );
  return `(case ${s} ${cases.join(" ")} else ${s} end)`;
}

export const duckdbDialect: Dialect = {
  name: "duckdb",
  leaf: (leaf: Expression): string => {
    switch (leaf.op) {
      case "column":
        return `coalesce(${identifier(leaf.name)}, '')`;
      case "time":
        return identifier("@timestamp");
      case "key":
        return identifier(`key${leaf.index}`);
      default:
        throw new TypeError(`a ${leaf.op} has no place in SQL`);
    }
  },
  operators: {
    // Splitting the empty text gives one empty part, whose code point DuckDB calls -1.
    charScore: ([s]) =>
      `(case when ${s} = '' then 0 else list_sum(list_transform(string_split(${s}, ''), lambda c: unicode(c))) end)`,
    length: ([s]) => `length(${s})`,
    countChars: ([s], [set]) => `(length(${s}) - length(translate(${s}, ${texts(set)}, '')))`,
    keepChars: ([s], [set]) => `translate(${s}, translate(${s}, ${texts(set)}, ''), '')`,
    tokens: ([s]) => `len(string_split(${s}, ' '))`,
    lower: ([s]) => lower(s!),
    // Without its text (the source has no such column) it is empty.
    optional: ([s]) => s ?? "''",
    join: (args, [separator]) => `concat_ws(${texts(separator)}, ${args.map((s) => `nullif(${s}, '')`).join(", ")})`,
    recode: ([s], [pairs]) => recode(s!, pairs as readonly string[]),
    plus: ([value], [addend]) => `(${value} + ${numeric(addend as number)})`,
    orElse: ([value], [otherwise]) => `coalesce((${value})::double, ${numeric(otherwise as number)})`,
    basename: ([s]) => String.raw`regexp_extract(${s}, '[^/\\]*$')`,
    dirname: ([s]) => String.raw`regexp_extract(${s}, '^((?s:.*))[/\\]', 1)`,
    textAfter: ([s], [separator]) => textAfter(s!, String(separator)),
    textBefore: ([s], [separator]) => textBefore(s!, String(separator)),
    firstOf: (args) => `coalesce(${args.map((s) => `nullif(${s}, '')`).join(", ")}, '')`,
    concat: (args) => `(${args.join(" || ")})`,
    number: ([s]) => numberOf(s!),
    decimal: ([s]) =>
      `(case when regexp_full_match(${s}, '0[xX][0-9a-fA-F]{1,16}') then ('0x' || substr(${s}, 3))::ubigint::varchar else ${s} end)`,
    hour: ([t]) =>
      `(((${t} % ${MICROSECONDS_PER_DAY}) + ${MICROSECONDS_PER_DAY}) % ${MICROSECONDS_PER_DAY} // ${MICROSECONDS_PER_HOUR})`,
    // 1970-01-01 was a Thursday.
    dayOfWeek: ([t]) => {
      const midnight = `(${t} - ((${t} % ${MICROSECONDS_PER_DAY}) + ${MICROSECONDS_PER_DAY}) % ${MICROSECONDS_PER_DAY})`;
      return `(((${midnight} // ${MICROSECONDS_PER_DAY} + 3) % 7 + 7) % 7)`;
    },
    equals: ([value], [to], [type]) => equalTo(value!, to, type),
    oneOf: ([s], [list]) => {
      const items = list as readonly string[];
      return items.length === 0 ? "false" : `(${s} in (${items.map(literal).join(", ")}))`;
    },
    matches: ([s], [pattern]) => {
      const { source, ignoreCase } = portablePattern(pattern as string);
      return `regexp_matches(${s}, ${literal(source)}${ignoreCase ? ", 'i'" : ""})`;
    },
    replace: ([s], [pattern, replacement]) => {
      const { source, ignoreCase } = replacementPattern(pattern as string);
      // A backslash would refer to a group.
      const plain = String(replacement).replaceAll("\\", "\\\\");
      return `regexp_replace(${s}, ${literal(source)}, ${literal(plain)}, '${ignoreCase ? "gi" : "g"}')`;
    },
    present: ([s]) => `(${s} <> '')`,
    not: ([condition]) => `(not ${condition})`,
    all: (args) => `(${args.join(" and ")})`,
    any: (args) => `(${args.join(" or ")})`,
    flag: ([condition]) => `(${condition})::integer`,
  },
};

/** What an expression's SQL gives, cast to the type in which keys are grouped. */
export function keySql(sql: string, type: Expression["type"]): string {
  return type === "number" ? `(${sql})::double` : sql;
}

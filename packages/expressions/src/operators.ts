import { crc32 } from "./crc32.ts";
import { DELIMITERS } from "./delimiters.ts";
import { log10 } from "./log10.ts";
import { portablePattern, replacementPattern, toRegExp } from "./pattern.ts";
import { selectMasks, type MaskSelection } from "./templates/template.ts";
import type { Value, ValueType } from "@winnow/core";
import type { Literal } from "./syntax.ts";

/** What an operator's argument may be. `literal:…` arguments are constants of the profile, not expressions. */
export type ParameterType =
  | ValueType
  | "any"
  | "literal:text"
  /** May be empty. */
  | "literal:anyText"
  | "literal:number"
  | "literal:scalar"
  | "literal:texts"
  /** Written `{ from: to, … }`; bound as the flat list `[from, to, …]`. */
  | "literal:table"
  | "literal:pattern"
  /** A pattern that never matches the empty text. */
  | "literal:replacementPattern"
  /** Names of masks and tables of own ones; only of operators that stand for others. */
  | "literal:masks";

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Value of a literal that is left out. Without it the argument is required. */
  readonly fallback?: Literal;
}

/**
 * An operator of the expression language: what it takes, what it gives and what it means in JavaScript, which every
 * engine must reproduce to the last bit or leave to JavaScript.
 */
export interface Operator {
  readonly name: string;
  readonly doc: string;
  readonly example: string;
  readonly parameters: readonly Parameter[];
  /** The last parameter may be repeated. */
  readonly variadic?: boolean;
  readonly result: ValueType;
  /** Binds the literals (in order of the literal parameters) and gives a function of the remaining values. */
  readonly bind: (literals: readonly Literal[]) => (...values: Value[]) => Value;
  /** Set where the operator is short for others, of which engines may know more. */
  readonly expandsTo?: (args: readonly unknown[]) => unknown;
}

/** Missing text counts as empty; lone surrogates, as in any UTF-8 store, are U+FFFD. */
function text(value: Value | undefined): string {
  return typeof value === "string" ? value.toWellFormed() : "";
}

function onText(compute: (value: string) => Value): Operator["bind"] {
  return () => (value) => compute(text(value));
}

const MICROSECONDS_PER_HOUR = 3_600_000_000n;
const MICROSECONDS_PER_DAY = 24n * MICROSECONDS_PER_HOUR;

/** Euclidean remainder: instants before 1970 have an hour too. */
function modulo(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}

function charScore(value: string): number {
  let sum = 0;
  for (const character of value) sum += character.codePointAt(0)!;
  return sum;
}

function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count++;
  return count;
}

/** Decimal (`12`, `-1.5`, `1e5`) or hexadecimal (`0x3e7`) digits, and nothing else around them. */
function number(value: string): number | null {
  const decimal = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
  if (!decimal.test(value) && !/^0[xX][0-9a-fA-F]+$/.test(value)) return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

const ASCII = /^[\0-\x7f]*$/;

/** Simple case mapping, code point by code point: no context, no growth, so that every engine can agree. */
function lower(value: string): string {
  if (ASCII.test(value)) return value.toLowerCase();
  let out = "";
  for (const character of value) {
    const small = character.toLowerCase();
    out += codePoints(small) === 1 ? small : character;
  }
  return out;
}

function lastSeparator(value: string): number {
  return Math.max(value.lastIndexOf("/"), value.lastIndexOf("\\"));
}

const TEXT: Parameter = { name: "text", type: "text" };
const CHARACTERS: Parameter = { name: "characters", type: "literal:text", fallback: DELIMITERS };

const DEFINITIONS: readonly Operator[] = [
  {
    name: "charScore",
    doc: "sum of the code points of the text",
    example: "{ charScore: process.executable }",
    parameters: [TEXT],
    result: "number",
    bind: onText(charScore),
  },
  {
    name: "length",
    doc: "number of code points",
    example: "{ length: process.command_line }",
    parameters: [TEXT],
    result: "number",
    bind: onText(codePoints),
  },
  {
    name: "log10",
    doc: "decimal logarithm; 0 for anything that is not positive",
    example: "{ log10: { length: process.command_line } }",
    parameters: [{ name: "value", type: "number" }],
    result: "number",
    bind: () => (value) => (typeof value !== "number" ? null : value > 0 ? log10(value) : 0),
  },
  {
    name: "countChars",
    doc: "how many of the text's characters are in the set; by default the delimiters of a command line",
    example: '{ countChars: [process.command_line, "-/"] }',
    parameters: [TEXT, CHARACTERS],
    result: "number",
    bind: ([characters]) => {
      const set = new Set(characters as string);
      return (value) => {
        let count = 0;
        for (const character of text(value)) if (set.has(character)) count++;
        return count;
      };
    },
  },
  {
    name: "keepChars",
    doc: "the text without the characters that are not in the set; by default the delimiters of a command line",
    example: '{ keepChars: [process.command_line, "\\"\'" ] }',
    parameters: [TEXT, CHARACTERS],
    result: "text",
    bind: ([characters]) => {
      const set = new Set(characters as string);
      return (value) => {
        let kept = "";
        for (const character of text(value)) if (set.has(character)) kept += character;
        return kept;
      };
    },
  },
  {
    name: "tokens",
    doc: "number of parts between single spaces; the empty text has one",
    example: "{ tokens: process.command_line }",
    parameters: [TEXT],
    result: "number",
    bind: onText((value) => value.split(" ").length),
  },
  {
    name: "crc32",
    doc: "CRC-32 of the UTF-8 bytes, 0 to 4294967295",
    example: "{ crc32: process.executable }",
    parameters: [TEXT],
    result: "number",
    bind: onText(crc32),
  },
  {
    name: "delimiterHash",
    doc: "CRC-32 of the text's delimiters in their order: equal for command lines of one shape",
    example: "{ delimiterHash: process.command_line }",
    parameters: [TEXT, CHARACTERS],
    result: "number",
    bind: () => () => null,
    expandsTo: (args) => ({ crc32: { keepChars: args } }),
  },
  {
    name: "lower",
    doc: "the text in small letters (one code point for one)",
    example: "{ lower: process.name }",
    parameters: [TEXT],
    result: "text",
    bind: onText(lower),
  },
  {
    name: "basename",
    doc: "what follows the last / or \\",
    example: "{ basename: process.executable }",
    parameters: [TEXT],
    result: "text",
    bind: onText((value) => value.slice(lastSeparator(value) + 1)),
  },
  {
    name: "dirname",
    doc: "what stands before the last / or \\; empty where there is none",
    example: "{ dirname: process.executable }",
    parameters: [TEXT],
    result: "text",
    bind: onText((value) => value.slice(0, Math.max(lastSeparator(value), 0))),
  },
  {
    name: "textAfter",
    doc: "what follows the last occurrence of a separator; the whole text where there is none",
    example: '{ textAfter: [Account, "\\\\"] }',
    parameters: [TEXT, { name: "separator", type: "literal:text" }],
    result: "text",
    bind:
      ([separator]) =>
      (value) => {
        const whole = text(value);
        const at = whole.lastIndexOf(separator as string);
        return at < 0 ? whole : whole.slice(at + (separator as string).length);
      },
  },
  {
    name: "textBefore",
    doc: "what stands before the last occurrence of a separator; empty where there is none",
    example: '{ textBefore: [Account, "\\\\"] }',
    parameters: [TEXT, { name: "separator", type: "literal:text" }],
    result: "text",
    bind:
      ([separator]) =>
      (value) => {
        const whole = text(value);
        return whole.slice(0, Math.max(whole.lastIndexOf(separator as string), 0));
      },
  },
  {
    name: "firstOf",
    doc: "the first of several texts that is not empty",
    example: "{ firstOf: [TargetUserName, SubjectUserName] }",
    parameters: [TEXT],
    variadic: true,
    result: "text",
    bind:
      () =>
      (...values) =>
        values.map(text).find((value) => value !== "") ?? "",
  },
  {
    name: "optional",
    doc: "the text, or nothing where the source has no column for one of its fields, which is an error otherwise",
    example: "{ optional: process.parent.executable }",
    parameters: [TEXT],
    result: "text",
    bind: onText((value) => value),
  },
  {
    name: "concat",
    doc: "the texts one after the other",
    example: "{ concat: [process.parent.name, process.name] }",
    parameters: [TEXT],
    variadic: true,
    result: "text",
    bind:
      () =>
      (...values) =>
        values.map(text).join(""),
  },
  {
    name: "join",
    doc: "the texts that are not empty, with a separator between them",
    example: '{ join: ["\\\\", user.domain, user.name] }',
    parameters: [{ name: "separator", type: "literal:text" }, TEXT],
    variadic: true,
    result: "text",
    bind:
      ([separator]) =>
      (...values) =>
        values
          .map(text)
          .filter((value) => value !== "")
          .join(separator as string),
  },
  {
    name: "recode",
    doc: "what a table has for the text (missing text is looked up as empty); the text itself where it has nothing",
    example: '{ recode: [winlog.logon.type, { "2": Interactive, "3": Network }] }',
    parameters: [TEXT, { name: "table", type: "literal:table" }],
    result: "text",
    bind: ([pairs]) => {
      const list = pairs as readonly string[];
      const table = new Map(list.flatMap((from, i) => (i % 2 === 0 ? [[from, list[i + 1]!] as const] : [])));
      return (value) => {
        const written = text(value);
        return table.get(written) ?? written;
      };
    },
  },
  {
    name: "plus",
    doc: "the number and a constant added up; nothing where there is no number",
    example: '{ plus: [{ countChars: [process.executable, "\\\\/"] }, 1] }',
    parameters: [
      { name: "value", type: "number" },
      { name: "addend", type: "literal:number" },
    ],
    result: "number",
    bind:
      ([addend]) =>
      (value) =>
        typeof value === "number" ? value + (addend as number) : null,
  },
  {
    name: "orElse",
    doc: "the number, or a constant where there is none",
    example: "{ orElse: [{ number: winlog.logon.type }, -1] }",
    parameters: [
      { name: "value", type: "number" },
      { name: "otherwise", type: "literal:number" },
    ],
    result: "number",
    bind:
      ([otherwise]) =>
      (value) =>
        typeof value === "number" ? value : (otherwise as number),
  },
  {
    name: "number",
    doc: "the number that the text writes, decimal or 0x hexadecimal; nothing where it writes none",
    example: "{ number: winlog.logon.type }",
    parameters: [TEXT],
    result: "number",
    bind: onText(number),
  },
  {
    name: "decimal",
    doc: "a whole number written as 0x and up to 16 hexadecimal digits, in decimal digits; any other text as it is",
    example: "{ decimal: NewProcessId }",
    parameters: [TEXT],
    result: "text",
    bind: onText((value) => (/^0[xX][0-9a-fA-F]{1,16}$/.test(value) ? BigInt(value).toString() : value)),
  },
  {
    name: "hour",
    doc: "hour of the day in UTC, 0 to 23",
    example: '{ hour: "@timestamp" }',
    parameters: [{ name: "time", type: "time" }],
    result: "number",
    bind: () => (value) =>
      typeof value === "bigint" ? Number(modulo(value, MICROSECONDS_PER_DAY) / MICROSECONDS_PER_HOUR) : null,
  },
  {
    name: "dayOfWeek",
    doc: "day of the week in UTC, 0 (Monday) to 6 (Sunday)",
    example: '{ dayOfWeek: "@timestamp" }',
    parameters: [{ name: "time", type: "time" }],
    result: "number",
    // 1970-01-01 was a Thursday.
    bind: () => (value) =>
      typeof value === "bigint"
        ? Number(modulo((value - modulo(value, MICROSECONDS_PER_DAY)) / MICROSECONDS_PER_DAY + 3n, 7n))
        : null,
  },
  {
    name: "equals",
    doc: 'whether the value is the given one; text is compared as written, 4688 with "4688"',
    example: "{ equals: [winlog.event_id, 4688] }",
    parameters: [
      { name: "value", type: "any" },
      { name: "to", type: "literal:scalar" },
    ],
    result: "boolean",
    bind: ([to]) => {
      const wanted = String(to);
      return (value) =>
        typeof value === "number"
          ? value === Number(to)
          : typeof value === "boolean"
            ? value === to
            : text(value) === wanted;
    },
  },
  {
    name: "oneOf",
    doc: "whether the text is one of a list",
    example: '{ oneOf: [winlog.logon.id, ["0x3e7", "-1"]] }',
    parameters: [TEXT, { name: "list", type: "literal:texts" }],
    result: "boolean",
    bind: ([list]) => {
      const set = new Set(list as readonly string[]);
      return (value) => set.has(text(value));
    },
  },
  {
    name: "matches",
    doc: "whether a regular expression matches anywhere in the text; (?i) in front ignores letter case",
    example: '{ matches: [process.command_line, "(?i)-enc(odedcommand)? "] }',
    parameters: [TEXT, { name: "pattern", type: "literal:pattern" }],
    result: "boolean",
    bind: ([pattern]) => {
      const expression = toRegExp(portablePattern(pattern as string));
      return (value) => expression.test(text(value));
    },
  },
  {
    name: "replace",
    doc: "the text with every match of a regular expression, left to right, replaced by a text taken as it stands",
    example: '{ replace: [process.command_line, "[0-9]+", "<number>"] }',
    parameters: [
      TEXT,
      { name: "pattern", type: "literal:replacementPattern" },
      { name: "replacement", type: "literal:anyText" },
    ],
    result: "text",
    bind: ([pattern, replacement]) => {
      const expression = toRegExp(replacementPattern(pattern as string), "g");
      return (value) => text(value).replace(expression, () => replacement as string);
    },
  },
  {
    name: "template",
    doc:
      "the text with its passing details (GUIDs, numbers, dates, …) blanked out: <guid>, <number>; masks are names, groups " +
      "(values, names) and tables of one's own",
    example: '{ template: [process.command_line, { "<ticket>": "INC[0-9]+" }] }',
    parameters: [TEXT, { name: "masks", type: "literal:masks", fallback: ["values"] }],
    result: "text",
    bind: () => () => null,
    expandsTo: ([written, masks]) =>
      selectMasks(masks as MaskSelection | undefined).reduce<unknown>(
        (inner, { pattern, replacement }) => ({ replace: [inner, pattern, replacement] }),
        written,
      ),
  },
  {
    name: "present",
    doc: "whether there is any text",
    example: "{ present: process.executable }",
    parameters: [TEXT],
    result: "boolean",
    bind: onText((value) => value !== ""),
  },
  {
    name: "not",
    doc: "the opposite",
    example: "{ not: { present: process.command_line } }",
    parameters: [{ name: "condition", type: "boolean" }],
    result: "boolean",
    bind: () => (value) => value !== true,
  },
  {
    name: "all",
    doc: "whether every condition holds",
    example: "{ all: [{ present: user.name }, { equals: [winlog.event_id, 4624] }] }",
    parameters: [{ name: "condition", type: "boolean" }],
    variadic: true,
    result: "boolean",
    bind:
      () =>
      (...values) =>
        values.every((value) => value === true),
  },
  {
    name: "any",
    doc: "whether at least one condition holds",
    example: "{ any: [{ present: process.executable }, { present: process.command_line }] }",
    parameters: [{ name: "condition", type: "boolean" }],
    variadic: true,
    result: "boolean",
    bind:
      () =>
      (...values) =>
        values.some((value) => value === true),
  },
  {
    name: "flag",
    doc: "1 where the condition holds, else 0",
    example: '{ flag: { oneOf: [winlog.logon.id, ["0x3e7"]] } }',
    parameters: [{ name: "condition", type: "boolean" }],
    result: "number",
    bind: () => (value) => (value === true ? 1 : 0),
  },
];

/** Every operator, by name. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  DEFINITIONS.map((operator) => [operator.name, operator]),
);

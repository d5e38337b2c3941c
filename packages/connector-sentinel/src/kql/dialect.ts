import {
  portablePattern,
  type PortablePattern,
  replacementPattern,
  type Application,
  type Literal,
} from "@winnow/expressions";
import { type ColumnInfo, type Dialect, type Expression } from "@winnow/core";
import {
  asksForWordEdge,
  characterClass,
  knowsAsciiOnly,
  kqlPattern,
  matchesAsciiOnly,
  plainPattern,
} from "./pattern.ts";
import { isWrittenByJson, stringLiteral, textOf } from "./quote.ts";

/** Most arguments that `strcat` and `coalesce` take. */
const MOST_ARGUMENTS = 64;

/** `strcat` of any number of texts. */
export function concatenated(texts: readonly string[]): string {
  return variadic("strcat", texts);
}

function variadic(name: string, args: readonly string[]): string {
  if (args.length === 0) return '""';
  if (args.length === 1) return args[0]!;
  if (args.length <= MOST_ARGUMENTS) return `${name}(${args.join(", ")})`;
  const head = args.slice(0, MOST_ARGUMENTS - 1);
  return `${name}(${head.join(", ")}, ${variadic(name, args.slice(MOST_ARGUMENTS - 1))})`;
}

function text(value: Literal | undefined): string {
  return stringLiteral(String(value));
}

/** Every character that becomes another single one when made small, and what it becomes, as JavaScript has it. */
function smallLetters(): readonly (readonly [capital: string, small: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let code = 0; code <= 0x10_ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const capital = String.fromCodePoint(code);
    const small = capital.toLowerCase();
    if (small !== capital && Array.from(small).length === 1) pairs.push([capital, small]);
  }
  return pairs;
}

let letters: { readonly capitals: string; readonly smalls: string } | undefined;

/**
 * Takes the lists of letters, long as they are, out of a query: each stands once, in a `let` statement.
 * @param prefix starts the names of the lists, which must be free
 */
export function withListsOnce(statements: readonly string[], kql: string, prefix: string): string {
  const own: string[] = [];
  let query = kql;
  for (const [name, list] of Object.entries(letters ?? {})) {
    if (!query.includes(list)) continue;
    own.push(`let ${prefix}${name} = ${list};`);
    // Within a text its quotes would be escaped, so only lists look like it.
    query = query.replaceAll(list, prefix + name);
  }
  return [...statements, ...own, query].join("\n");
}

/**
 * What `tolower` does beyond ASCII is documented nowhere, so there every letter is named. No small letter is a capital
 * of another, so the order of replacing does not matter.
 */
function lower(s: string): string {
  if (letters === undefined) {
    const pairs = smallLetters();
    const list = (of: 0 | 1): string => `dynamic([${pairs.map((pair) => stringLiteral(pair[of])).join(",")}])`;
    letters = { capitals: list(0), smalls: list(1) };
  }
  const named = `replace_strings(${s}, ${letters.capitals}, ${letters.smalls})`;
  return `iff(${s} matches regex ${stringLiteral("\\A[\\x00-\\x7F]*\\z")}, tolower(${s}), ${named})`;
}

/** Neither letter, digit nor underscore, whoever asks, and beyond ASCII. */
const STAND_IN = "\u00a7";

function matches(s: string, pattern: PortablePattern): string {
  if (pattern.source === "") return "true";
  // Seen by a pattern that cannot tell characters beyond ASCII apart, all of them may be one that no library calls a
  // word's.
  const seen = asksForWordEdge(pattern)
    ? `replace_regex(${s}, ${stringLiteral("[^\\x00-\\x7F]")}, ${stringLiteral(STAND_IN)})`
    : s;
  return `(${seen} matches regex ${stringLiteral(kqlPattern(pattern))})`;
}

/** Stands between ASCII and everything else, while words are told by their edges. */
const FENCE = "\u0001";

/**
 * The matches of a pattern that asks for the edges of words, and can match ASCII only, replaced. What stands beyond
 * ASCII is fenced in, so that no match can touch it: libraries that take it for a part of words and those that do not
 * see the same edges. Every such run gets fences of its own, so taking them away leaves those that the text itself has.
 */
function replaceWords(s: string, pattern: string, replacement: string): string {
  const run = "([^\\x00-\\x7F]+)";
  const fenced = `replace_regex(${s}, ${stringLiteral(run)}, ${stringLiteral(`${FENCE}\\1${FENCE}`)})`;
  const replaced = `replace_regex(${fenced}, ${stringLiteral(pattern)}, ${stringLiteral(replacement)})`;
  return `replace_regex(${replaced}, ${stringLiteral(`\\x01${run}\\x01`)}, ${stringLiteral("\\1")})`;
}

function canReplaceWords(pattern: PortablePattern, replacement: string): boolean {
  return matchesAsciiOnly(pattern, FENCE) && /^\p{ASCII}*$/u.test(replacement) && !replacement.includes(FENCE);
}

/** The last separator decides: a greedy match finds it, overlapping occurrences included. */
function aroundLast(separator: Literal | undefined): string {
  return stringLiteral(`\\A((?s:.*))${plainPattern(String(separator))}((?s:.*))\\z`);
}

/** The separator stands before every text that is not empty; the first one is cut off. */
function join(texts: readonly string[], separator: string): string {
  const pieces = texts.map((s) => `iff(${s} == "", "", strcat(${stringLiteral(separator)}, ${s}))`);
  return `extract(${stringLiteral(`\\A${plainPattern(separator)}((?s:.*))\\z`)}, 1, ${concatenated(pieces)})`;
}

function recode(s: string, pairs: readonly string[]): string {
  if (pairs.length === 0) return s;
  const cases = pairs.flatMap((from, index) =>
    index % 2 === 0 ? [`${s} == ${stringLiteral(from)}, ${stringLiteral(pairs[index + 1]!)}`] : [],
  );
  return `case(${cases.join(", ")}, ${s})`;
}

function equalTo(value: string, to: Literal | undefined, type: string | undefined): string {
  switch (type) {
    // Numbers here are whole, and never missing.
    case "number":
      return Number.isSafeInteger(Number(to)) ? `(${value} == ${Number(to)})` : "false";
    case "boolean":
      return typeof to === "boolean" ? `(${value} == ${to})` : "false";
    case "time":
      return String(to) === "" ? "true" : "false";
    default:
      return `(${value} == ${text(to)})`;
  }
}

/**
 * KQL over the columns of a source. Texts are never null in the service; other missing values are empty text, as
 * everywhere in Winnow. Numbers are `long`, and never null.
 *
 * Every operator gives what JavaScript gives, on what is documented of the service, whose texts are UTF-8. Not here,
 * and so computed on the groups:
 *
 * | operator | why |
 * |---|---|
 * | `crc32` | KQL has none |
 * | `log10` | its last bits are the library's |
 * | `number`, `decimal` | what `todouble` and `tolong` take for a number, and round to, is not documented |
 * | `plus`, `orElse` | follow `number`; of whole numbers they are as well added to on the groups |
 * | `matches`, `replace` with `\b` and more than ASCII | whether a letter beyond ASCII is a word's depends on the library |
 * | anything over a `real` or `decimal` column | how such a number is written is not documented |
 *
 * Chosen among ways of saying the same: code points are counted in `unicode_codepoints_from_string`, for what `strlen`
 * makes of a character beyond U+FFFF is unclear; characters of a set by `countof` of a class, whose matches cannot
 * overlap; tokens by counting spaces, for what `split` makes of the empty text is not documented.
 */
export function kqlDialect(columns: readonly ColumnInfo[]): Dialect {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return {
    name: "kql",
    leaf: (leaf: Expression): string => {
      if (leaf.op === "column") return textOf(byName.get(leaf.name) ?? { name: leaf.name, type: "string" });
      if (leaf.op === "time") return "t";
      throw new TypeError(`a ${leaf.op} has no place in KQL`);
    },
    refuses: ({ operator, args }: Application): boolean => {
      if (args.some((arg) => arg.op === "column" && isWrittenByJson(byName.get(arg.name) ?? { name: "", type: "" }))) {
        return true;
      }
      if (operator !== "matches" && operator !== "replace") return false;
      const [written, replacement] = args.flatMap((arg) => (arg.op === "literal" ? [String(arg.value)] : []));
      const pattern = portablePattern(written!);
      if (!asksForWordEdge(pattern)) return false;
      return operator === "matches" ? !knowsAsciiOnly(pattern) : !canReplaceWords(pattern, replacement!);
    },
    operators: {
      charScore: ([s]) => `coalesce(tolong(array_sum(unicode_codepoints_from_string(${s}))), 0)`,
      length: ([s]) => `coalesce(array_length(unicode_codepoints_from_string(${s})), 0)`,
      countChars: ([s], [set]) => `countof(${s}, ${stringLiteral(characterClass(String(set)))}, "regex")`,
      keepChars: ([s], [set]) => `replace_regex(${s}, ${stringLiteral(`${characterClass(String(set), true)}+`)}, "")`,
      tokens: ([s]) => `(countof(${s}, " ") + 1)`,
      lower: ([s]) => lower(s!),
      // Without its text (the source has no such column) it is empty.
      optional: ([s]) => s ?? '""',
      join: (args, [separator]) => join(args, String(separator)),
      recode: ([s], [pairs]) => recode(s!, pairs as readonly string[]),
      basename: ([s]) => `extract(${stringLiteral("[^/\\x5C]*\\z")}, 0, ${s})`,
      dirname: ([s]) => `extract(${stringLiteral("\\A((?s:.*))[/\\x5C]")}, 1, ${s})`,
      textAfter: ([s], [separator]) =>
        `iff(${s} contains_cs ${text(separator)}, extract(${aroundLast(separator)}, 2, ${s}), ${s})`,
      textBefore: ([s], [separator]) => `extract(${aroundLast(separator)}, 1, ${s})`,
      firstOf: (args) => variadic("coalesce", args),
      concat: (args) => concatenated(args),
      hour: ([t]) => `tolong(hourofday(${t}))`,
      // The service counts from Sunday.
      dayOfWeek: ([t]) => `((tolong(dayofweek(${t}) / 1d) + 6) % 7)`,
      equals: ([value], [to], [type]) => equalTo(value!, to, type),
      oneOf: ([s], [list]) => {
        const items = list as readonly string[];
        return items.length === 0 ? "false" : `(${s} in (${items.map(stringLiteral).join(", ")}))`;
      },
      matches: ([s], [pattern]) => matches(s!, portablePattern(pattern as string)),
      replace: ([s], [pattern, replacement]) => {
        // A backslash would refer to a group.
        const plain = String(replacement).replaceAll("\\", "\\\\");
        const portable = replacementPattern(pattern as string);
        const found = kqlPattern(portable);
        if (asksForWordEdge(portable)) return replaceWords(s!, found, plain);
        return `replace_regex(${s}, ${stringLiteral(found)}, ${stringLiteral(plain)})`;
      },
      present: ([s]) => `(${s} != "")`,
      not: ([condition]) => `not(${condition})`,
      all: (args) => `(${args.join(" and ")})`,
      any: (args) => `(${args.join(" or ")})`,
      flag: ([condition]) => `iff(${condition}, 1, 0)`,
    },
  };
}

import type { ColumnInfo } from "@winnow/core";

/** Names that KQL reads as they stand. No keyword starts with a capital, but for these words. */
const PLAIN_NAME = /^(?!(?:true|false|null)$)[A-Z][A-Za-z0-9_]*$/i;
const CAPITAL = /^[A-Z]/;

/** A column's or table's name in KQL: sources name these, so every one goes through here. */
export function identifier(name: string): string {
  return PLAIN_NAME.test(name) && CAPITAL.test(name) ? name : `[${stringLiteral(name)}]`;
}

/**
 * Everything that might end a line, a literal or a reader's patience, and characters that text would hide or reorder
 * on its way into a log: control and format characters, line and paragraph separators, U+FFFE and U+FFFF.
 */
const RISKY = /["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/**
 * A text in KQL: attackers write log content, so every text goes through here. Lone surrogates become U+FFFD, as in any
 * UTF-8 store.
 */
export function stringLiteral(text: string): string {
  return `"${text.toWellFormed().replaceAll(RISKY, escaped)}"`;
}

function escaped(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  // Beyond the basic plane an escape would have to be a pair, which not every reader puts together: it stands as it is.
  if (character.length > 1) return character;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const TICKS_PER_MILLISECOND = 10_000n;
const TICKS_PER_SECOND = 10_000_000n;

/**
 * An instant in KQL, to the tick.
 * @param ticks 100 ns since 1970-01-01 UTC
 * @throws `RangeError` outside the years 1 to 9999
 */
export function datetimeLiteral(ticks: bigint): string {
  return `datetime(${tickText(ticks)})`;
}

/**
 * An instant as ISO 8601 with seven digits of a second: what {@link textOf} projects of a time.
 * @param ticks 100 ns since 1970-01-01 UTC
 * @throws `RangeError` outside the years 1 to 9999
 */
export function tickText(ticks: bigint): string {
  const fraction = ((ticks % TICKS_PER_SECOND) + TICKS_PER_SECOND) % TICKS_PER_SECOND;
  const second = new Date(Number((ticks - fraction) / TICKS_PER_MILLISECOND)).toISOString();
  if (!/^(?!0000)[0-9]{4}-/.test(second)) throw new RangeError(`${ticks} ticks are outside the years 1 to 9999`);
  return `${second.slice(0, 19)}.${fraction.toString().padStart(7, "0")}Z`;
}

const TICK_TEXT = /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})\.([0-9]{7})Z$/;

/** The instant that {@link tickText} writes, in ticks of 100 ns since 1970-01-01 UTC; `undefined` for any other text. */
export function parseTicks(text: string): bigint | undefined {
  const found = TICK_TEXT.exec(text);
  if (found === null) return undefined;
  const milliseconds = Date.parse(`${found[1]}Z`);
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * TICKS_PER_MILLISECOND + BigInt(found[2]!);
}

/**
 * A time as {@link tickText} writes it, empty where there is none. In two pieces: `T` and `Z` are not among the
 * characters that the format of `format_datetime` may hold.
 */
export function timeText(time: string): string {
  const pieces = `format_datetime(${time}, "yyyy-MM-dd"), "T", format_datetime(${time}, "HH:mm:ss.fffffff"), "Z"`;
  return `iff(isnull(${time}), "", strcat(${pieces}))`;
}

/**
 * Types whose text is made from the answer's JSON, which writes them whole: how `tostring` would is documented nowhere.
 * So an expression over their text cannot run in the service.
 */
const WRITTEN_BY_JSON: ReadonlySet<string> = new Set(["real", "decimal"]);

export function isWrittenByJson({ type }: ColumnInfo): boolean {
  return WRITTEN_BY_JSON.has(type);
}

/**
 * The projection of a column to its exact text: what the service's JSON would round (64-bit integers, ticks of times)
 * is text before it gets there; numbers with fractions, which it does not round, go as they are. What is missing is
 * empty; of texts, the service itself knows no other kind of missing.
 */
export function textOf(column: ColumnInfo): string {
  const name = identifier(column.name);
  if (isWrittenByJson(column)) return name;
  switch (column.type) {
    case "string":
      return name;
    case "datetime":
      return timeText(name);
    case "bool":
      return `case(isnull(${name}), "", ${name}, "true", "false")`;
    default:
      return `tostring(${name})`;
  }
}

import { refuse } from "./convert.ts";
import type { Scalar } from "./relation.ts";
import { unsupported } from "./unsupported.ts";

const PART = /\\[^]|\(\?[=!<]|\[\[:/g;

/**
 * A pattern for DuckDB's RE2. What Kusto's own engine may read otherwise is refused: classes that are ASCII in one and
 * Unicode in the other, look-around and back-references.
 */
export function regexOf(pattern: Scalar): string {
  refuseParts(pattern, /^(\\[dDwWsSpPbB1-9]|\(|\[)/);
  return pattern.sql;
}

/**
 * Whether a pattern matches anywhere in a text. The edge of a word is allowed in it: it is refused for those texts only
 * whose letters beyond ASCII are of a word in one engine and not in the other.
 */
export function regexMatches(text: string, pattern: Scalar): string {
  refuseParts(pattern, /^(\\[dDwWsSpP1-9]|\(|\[)/);
  const test = `regexp_matches(${text}, ${pattern.sql})`;
  return asksForEdge(pattern) ? unlessUnclear(unclearLetters(text), test, "boolean") : test;
}

/**
 * A text with the matches of a pattern replaced. The edge of a word is allowed in it, too; where all that the pattern can
 * match is printable ASCII, letters beyond ASCII are no matter as long as they stand beside nothing of the kind.
 */
export function regexReplaced(text: string, pattern: Scalar, replacement: string): string {
  refuseParts(pattern, /^(\\[dDwWsSpPB1-9]|\(|\[)/);
  const replaced = `regexp_replace(${text}, ${pattern.sql}, ${replacement}, 'g')`;
  if (!asksForEdge(pattern)) return replaced;
  const beside = `regexp_matches(${text}, '[\\x20-\\x7E]${BEYOND}|${BEYOND}[\\x20-\\x7E]')`;
  const printable = /^[\x20-\x7e]*$/.test(String(pattern.constant)) && !/\[\^|\\[tnrfvx]|[.]/.test(bare(pattern));
  return unlessUnclear(printable ? beside : unclearLetters(text), replaced, "varchar");
}

/** What one engine takes for part of a word and the other does not. */
const BEYOND = "[^\\x00-\\x7F]";

/** The pattern without the printable characters that it quotes. */
function bare({ constant }: Scalar): string {
  return String(constant).replaceAll(/\\[^0-9A-Za-z]|\\x\{[2-7][0-9a-f]\}/g, "");
}

function asksForEdge(pattern: Scalar): boolean {
  return partsOf(pattern).some((part) => /^\\[bB]/.test(part));
}

function unclearLetters(text: string): string {
  return `regexp_matches(regexp_replace(${text}, '[\\x00-\\x7F]+', '', 'g'), '[\\pL\\pN\\pM\\p{Pc}]')`;
}

function unlessUnclear(unclear: string, sql: string, type: string): string {
  const refused = refuse("\\b in a regular expression on letters beyond ASCII: engines read it differently");
  return `(case when ${unclear} then ${refused}::${type} else ${sql} end)`;
}

function partsOf({ constant }: Scalar): readonly string[] {
  if (typeof constant !== "string") throw unsupported("a regular expression that is not a literal");
  return constant.match(PART) ?? [];
}

function refuseParts(pattern: Scalar, refused: RegExp): void {
  const unclear = partsOf(pattern).find((part) => refused.test(part));
  if (unclear === undefined) return;
  throw unsupported(`"${unclear}" in the regular expression ${String(pattern.constant)}: engines read it differently`);
}

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
  if (!partsOf(pattern).some((part) => /^\\[bB]/.test(part))) return test;
  const beyond = `regexp_replace(${text}, '[\\x00-\\x7F]+', '', 'g')`;
  const refused = refuse("\\b in a regular expression on letters beyond ASCII: engines read it differently");
  return `(case when regexp_matches(${beyond}, '[\\pL\\pN\\pM\\p{Pc}]') then ${refused}::boolean else ${test} end)`;
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

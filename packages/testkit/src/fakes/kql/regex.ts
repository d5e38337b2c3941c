import type { Scalar } from "./relation.ts";
import { unsupported } from "./unsupported.ts";

/**
 * A pattern for DuckDB's RE2. What Kusto's own engine may read otherwise is refused: classes that are ASCII in one and
 * Unicode in the other, look-around and back-references.
 */
export function regexOf(pattern: Scalar): string {
  if (typeof pattern.constant !== "string") throw unsupported("a regular expression that is not a literal");
  const parts = pattern.constant.match(/\\[^]|\(\?[=!<]|\[\[:/g) ?? [];
  const unclear = parts.find((part) => /^(\\[dDwWsSbBpP1-9]|\(|\[)/.test(part));
  if (unclear !== undefined) {
    throw unsupported(`"${unclear}" in the regular expression ${pattern.constant}: engines read it differently`);
  }
  return pattern.sql;
}

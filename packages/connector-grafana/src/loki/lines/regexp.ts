import { RE2JS } from "re2js";
import type { LineParser } from "./parser.ts";

/**
 * Named groups of a regular expression, in the dialect that Loki itself has (RE2): `(?P<user>[a-z]+)`. It takes time in
 * proportion to the line, whatever the line holds. `undefined` where the text is no such expression or names nothing.
 */
export function regexpParser(text: string): LineParser | undefined {
  let expression: RE2JS;
  try {
    expression = RE2JS.compile(text);
  } catch {
    return undefined;
  }
  const names = Object.keys(expression.namedGroups());
  if (names.length === 0) return undefined;
  return (line) => {
    const matcher = expression.matcher(line);
    return matcher.find() ? { fields: names.map((name) => [name, matcher.group(name)] as const) } : undefined;
  };
}

import type { LineEvents } from "./parser.ts";

/** `key=value key="quoted, with \" and \n" flag`; keys without a value are empty. */
const PAIR = /([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*)))?(?=\s|$)/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

export function parseLogfmt(line: string): LineEvents | undefined {
  const fields: (readonly [string, string])[] = [];
  let hasPair = false;
  for (let at = skipSpace(line, 0); at < line.length; at = skipSpace(line, PAIR.lastIndex)) {
    PAIR.lastIndex = at;
    const match = PAIR.exec(line);
    if (match === null) return undefined;
    const [whole, key, quoted, plain] = match;
    hasPair ||= whole.length > key!.length;
    fields.push([
      key!,
      quoted === undefined ? (plain ?? "") : quoted.replace(/\\(.)/gs, (_, c: string) => ESCAPES[c] ?? c),
    ]);
  }
  return hasPair ? { fields } : undefined;
}

function skipSpace(line: string, from: number): number {
  let at = from;
  while (at < line.length && /\s/.test(line[at]!)) at++;
  return at;
}

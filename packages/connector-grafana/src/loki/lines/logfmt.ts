import type { LineEvents } from "./parser.ts";

const KEY = /[^\s="]+/y;
const PLAIN = /[^\s"]*/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** `key=value key="quoted, with \" and \n" flag`; keys without a value are empty. */
export function parseLogfmt(line: string): LineEvents | undefined {
  const fields: (readonly [string, string])[] = [];
  let hasPair = false;
  for (let at = skipSpace(line, 0); at < line.length; at = skipSpace(line, at)) {
    const key = taken(KEY, line, at);
    if (key === "") return undefined;
    at += key.length;
    const isPair = line[at] === "=";
    const value = isPair ? valueAt(line, at + 1) : { text: "", end: at };
    if (value === undefined || !/^(?:\s|$)/.test(line.slice(value.end, value.end + 1))) return undefined;
    hasPair ||= isPair;
    fields.push([key, value.text]);
    at = value.end;
  }
  return hasPair ? { fields } : undefined;
}

interface Value {
  readonly text: string;
  readonly end: number;
}

/** `undefined` where quotes are opened and not closed. */
function valueAt(line: string, from: number): Value | undefined {
  if (line[from] !== '"') {
    const text = taken(PLAIN, line, from);
    return { text, end: from + text.length };
  }
  const quote = closingQuote(line, from + 1);
  if (quote === undefined) return undefined;
  const quoted = line.slice(from + 1, quote);
  const text = quoted.replace(/\\(.)/gs, (_, c: string) => ESCAPES[c] ?? c);
  return { text, end: quote + 1 };
}

/** By hand: a regular expression of choices runs out of stack on values of many megabytes. */
function closingQuote(line: string, from: number): number | undefined {
  for (let at = from; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === '"') return at;
  }
  return undefined;
}

/** What a sticky expression matches here; "" where it does not. */
function taken(expression: RegExp, line: string, at: number): string {
  expression.lastIndex = at;
  return expression.exec(line)?.[0] ?? "";
}

function skipSpace(line: string, from: number): number {
  let at = from;
  while (at < line.length && /\s/.test(line[at]!)) at++;
  return at;
}

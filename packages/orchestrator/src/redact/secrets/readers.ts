import { endOf, isAt, spanOf, type Span } from "../text-scan.ts";

/**
 * Reads the secret at a position; `undefined` where there is none. Reads no character more than a constant number of times,
 * and nothing beyond the end of the secret except up to the next quote: so a search that goes on behind it is linear.
 */
export type Reader = (text: string, at: number) => Span | undefined;

const OPENING_ESCAPED = /\\+["']/y;
const UP_TO_QUOTE = /[^\s"']+/y;
const RUN = /[^\s"';&,<]+/y;
/** Behind `;`, `&` or `,`: the next key of a list, a closing quote or the end. */
const NEXT_KEY = /[\w.%-][\w.% -]{0,40}=|["']?(?:\s|$)/y;
const QUOTED_PIECE = /"[^"\s]+"|'[^'\s]+'/y;
/** Behind a closing quote: the word of a shell goes on. */
const CONTINUES = /[\w"'\\$!#%*+]/y;

/** A value as shells, JSON, connection strings and addresses write it: in quotes, in escaped quotes, or bare. */
export const value: Reader = (text, at) =>
  escaped(text, at) ?? quoted(text, at) ?? spanOf(at, bareEnd(text, at)) ?? unclosed(text, at);

/** In quotes that are escaped themselves, as in JSON within JSON. */
const escaped: Reader = (text, at) => {
  const start = endOf(OPENING_ESCAPED, text, at);
  if (start === at) return undefined;
  const quote = text[start - 1]!;
  let end = text.indexOf(`\\${quote}`, start + 1);
  if (end < 0 || text.slice(start, end).includes("\n")) return spanOf(start, endOf(UP_TO_QUOTE, text, start));
  while (end > start + 1 && text[end - 1] === "\\") end--;
  return { start, end };
};

const quoted: Reader = (text, at) => {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return undefined;
  const start = text[at + 1] === quote && isAt(CONTINUES, text, at + 2) ? at + 2 : at + 1;
  const end = closingQuote(text, quote, start);
  if (end <= start) return undefined;
  return { start, end: isAt(CONTINUES, text, end + 1) ? wordEnd(text, end) : end };
};

/** Position of the quote that closes; a backslash escapes a double quote, if there is one that is not escaped. */
function closingQuote(text: string, quote: string, start: number): number {
  const first = text.indexOf(quote, start);
  if (quote === "'") return first;
  for (let end = first; end >= 0; end = text.indexOf(quote, end + 1)) {
    if (!isEscaped(text, start, end)) return end;
  }
  return first;
}

function isEscaped(text: string, start: number, at: number): boolean {
  let slashes = 0;
  while (at - slashes > start && text.charCodeAt(at - slashes - 1) === 0x5c) slashes++;
  return slashes % 2 === 1;
}

/** End of a word of a shell that has a closing quote at `quote`: `"a"b`, `'a'\''b'`, `"a""b"`. */
function wordEnd(text: string, quote: number): number {
  const end = bareEnd(text, quote + 1, true);
  return end > quote + 1 ? end : quote;
}

/**
 * Up to the next space, or to where the next key of a list begins (`;Server=`, `&next=`, `,domain=`). Quoted pieces in between
 * belong to it.
 */
function bareEnd(text: string, start: number, within = false): number {
  for (let at = start; ;) {
    at = endOf(RUN, text, at);
    const character = text[at];
    if (character === ";" || character === "&" || character === ",") {
      if (isAt(NEXT_KEY, text, at + 1)) return at;
      at++;
    } else if (character === "<") {
      if (text[at + 1] === "/") return at;
      at++;
    } else {
      const end = within || at > start ? endOf(QUOTED_PIECE, text, at) : at;
      if (end === at) return at;
      at = end;
    }
  }
}

/** Behind a quote that nothing closes: a line that was cut off. */
const unclosed: Reader = (text, at) => {
  if (text[at] !== '"' && text[at] !== "'") return undefined;
  return spanOf(at + 1, endOf(UP_TO_QUOTE, text, at + 1));
};

/** What the sticky pattern matches. */
export function matching(pattern: RegExp): Reader {
  return (text, at) => spanOf(at, endOf(pattern, text, at));
}

const CREDENTIALS_OPENING = /\\*["']/y;
const NAME = /[^\s:"']+/y;
const ADDRESS = /https?:/iy;

/** `name:X`, `"name:X"`, `"name":"X"`: of which X is the secret. */
export const credentials: Reader = (text, at) => {
  if (isAt(ADDRESS, text, at)) return undefined;
  const inner = endOf(CREDENTIALS_OPENING, text, at);
  if (inner === at) return secretBehind(text, endOf(NAME, text, at));
  const quote = text[inner - 1]!;
  const end = text.indexOf(quote, inner);
  if (end < 0) return secretBehind(text, endOf(NAME, text, inner));
  const colon = text.slice(inner, end).indexOf(":");
  if (colon < 0) return secretBehind(text, end + 1);
  let last = end;
  while (text[last - 1] === "\\") last--;
  return spanOf(inner + colon + 1, last);
};

function secretBehind(text: string, colon: number): Span | undefined {
  if (text[colon] !== ":") return undefined;
  return quoted(text, colon + 1) ?? spanOf(colon + 1, endOf(UP_TO_QUOTE, text, colon + 1)) ?? unclosed(text, colon + 1);
}

const PARTS_OF_NAME = new Map([
  ["%", /\\*["']?[^\s%"']+%/y],
  [",", /\\*["']?[^\s,"']+,/y],
  ["/", /\\*["']?[^\s/@"'][^\s/"']*\//y],
]);

/** `name%X`, `name,X` or `name/X`. */
export function separatedBy(separator: "%" | "," | "/", secret: RegExp = UP_TO_QUOTE): Reader {
  const name = PARTS_OF_NAME.get(separator)!;
  return (text, at) => {
    const start = endOf(name, text, at);
    return start === at ? undefined : spanOf(start, endOf(secret, text, start));
  };
}

const SPACE = /[^\S\r\n]+/y;
const ARGUMENT = /"[^"]*"|'[^']*'|[^\s"'][^\s]*/y;
const SWITCH = /["']?[-/]/y;
/** No argument starts with these: a pipe, a redirection, the next command. A slot of a template does. */
const ENDS_ARGUMENTS = /\d?[&|>;]|<(?![\w-]{1,30}>)/y;
const MOST_ARGUMENTS = 16;

/** The argument at a position, counted from 0 without switches. */
export function argument(position: number, isCounted: (argument: string) => boolean = () => true): Reader {
  return (text, at) => {
    let next = at;
    let counted = 0;
    for (let i = 0; i < MOST_ARGUMENTS; i++) {
      const start = endOf(SPACE, text, next);
      if (start === next || isAt(ENDS_ARGUMENTS, text, start)) return undefined;
      const end = endOf(ARGUMENT, text, start);
      if (counted === position && !isAt(SWITCH, text, start))
        return text[start] === "*" ? undefined : value(text, start);
      if (end === start) return undefined;
      if (!isAt(SWITCH, text, start) && isCounted(text.slice(start, end))) counted++;
      next = end;
    }
    return undefined;
  };
}

import { endOf, isAt, spanOf, type Span } from "../text-scan.ts";
import type { Reader } from "./readers.ts";

/** What a template has in the place of some characters: `<number>`. */
const SLOT = /<[\w-]{1,30}>/y;
const DIGIT = /\d/;

interface Run extends Span {
  /** Letters, and slots as one each. */
  readonly units: number;
  readonly slots: number;
}

/** Letters and slots in a row. */
function runOf(letters: RegExp, text: string, start: number): Run {
  let [units, slots] = [0, 0];
  for (let at = start; ;) {
    const end = endOf(letters, text, at);
    units += end - at;
    if (!isAt(SLOT, text, end)) return { start, end, units, slots };
    at = SLOT.lastIndex;
    units++;
    slots++;
  }
}

/** Of a template there may be little left: slots have taken most of the token. */
const LEAST_IN_TEMPLATE = 4;

/** A token of so many letters or more, as it is or in a template. */
export function run(letters: RegExp, least: number, isToken: (token: string) => boolean = () => true): Reader {
  return (text, at) => {
    const { end, units, slots } = runOf(letters, text, at);
    if (units < (slots > 0 ? Math.min(least, LEAST_IN_TEMPLATE) : least)) return undefined;
    return isToken(text.slice(at, end)) ? spanOf(at, end) : undefined;
  };
}

/** Whether a token has a digit or a slot: a word does not. */
export function hasDigit(token: string): boolean {
  return DIGIT.test(token) || token.includes("<");
}

const WORD = /[\w-]+/y;
const LEAST_IN_PART = 8;

/** A JSON web token: three parts with dots between them. */
export const webToken: Reader = (text, at) => {
  const header = runOf(WORD, text, at);
  if (header.units < LEAST_IN_PART || text[header.end] !== ".") return undefined;
  const claims = runOf(WORD, text, header.end + 1);
  if (claims.units < LEAST_IN_PART || text[claims.end] !== ".") return undefined;
  return spanOf(at, runOf(WORD, text, claims.end + 1).end);
};

const HEX = "[0-9a-f]{32}";
/** An NT hash, with the LM hash before it or without. */
const NT_HASH = new RegExp(String.raw`["']?(?:${HEX})?:?${HEX}(?![0-9a-f])`, "iy");

/** An NT hash, in quotes or not. */
export const ntHash: Reader = (text, at) => spanOf(at, endOf(NT_HASH, text, at));

const PRIVATE_KEY_END = /-----END [A-Z ]{0,40}PRIVATE KEY-----/gi;

/** The rest of a private key in PEM, of which the first line ends at `at`. */
export const privateKey: Reader = (text, at) => {
  PRIVATE_KEY_END.lastIndex = at;
  const end = PRIVATE_KEY_END.exec(text);
  return spanOf(at, end === null ? text.length : end.index + end[0].length);
};

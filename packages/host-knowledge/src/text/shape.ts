import { remembering } from "../remember.ts";

/** The outline of a command template. Counts are of code points. */
export interface Shape {
  readonly length: number;
  /** Parts between spaces; 0 for the empty text. */
  readonly tokens: number;
  readonly longestToken: number;
  /** Shannon entropy, bits per character. */
  readonly entropy: number;
  /** Places where the template blanks out a value. */
  readonly slots: number;
  /** Parts that start with - or with / and a letter. */
  readonly switches: number;
  readonly letterShare: number;
  readonly signShare: number;
  readonly nonAsciiShare: number;
  /** Capitals among the letters a to z. */
  readonly upperShare: number;
  /** Small letters that a capital follows, among pairs of letters: high in rAnDomiSed text. */
  readonly caseChangeShare: number;
  /** Characters that hide what is run: ^ and `, and quotes inside words. */
  readonly escapes: number;
}

const SLOT = /<[a-z-]+>/g;
/** Between letters, these do nothing but break up a word that somebody may look for. */
const ESCAPES = /[\^`]|[A-Za-z](?:""|''|"\+"|'\+')[A-Za-z]/g;

/** Describes a command template. Time in its length; space in the number of different characters. */
export const shapeOf: (template: string) => Shape = remembering((template) => {
  const { length, letters, upper, signs, nonAscii, pairs, changes, counts } = charactersOf(template);
  return {
    length,
    ...tokensOf(template),
    entropy: entropyOf(counts, length),
    slots: matchesOf(SLOT, template),
    letterShare: share(letters, length),
    signShare: share(signs, length),
    nonAsciiShare: share(nonAscii, length),
    upperShare: share(upper, letters),
    caseChangeShare: share(changes, pairs),
    escapes: matchesOf(ESCAPES, template),
  };
});

interface Characters {
  readonly length: number;
  readonly letters: number;
  readonly upper: number;
  readonly signs: number;
  readonly nonAscii: number;
  /** Letters with another before them, and small ones of these before a capital. */
  readonly pairs: number;
  readonly changes: number;
  /** How often each character occurs, in order of appearance. */
  readonly counts: Iterable<number>;
}

function charactersOf(template: string): Characters {
  const counter = new CharacterCounter();
  let length = 0;
  let [lower, upper, signs, nonAscii, pairs, changes] = [0, 0, 0, 0, 0, 0];
  let before: "upper" | "lower" | "" = "";
  for (let at = 0; at < template.length; at++) {
    const code = template.codePointAt(at)!;
    if (code > 0xffff) at++;
    length++;
    counter.add(code);
    const now = code >= 97 && code <= 122 ? "lower" : code >= 65 && code <= 90 ? "upper" : "";
    if (now === "upper") upper++;
    else if (now === "lower") lower++;
    else if (code > 127) nonAscii++;
    else if (code > 32 && (code < 48 || code > 57)) signs++;
    if (now !== "" && before !== "") {
      pairs++;
      if (before === "lower" && now === "upper") changes++;
    }
    before = now;
  }
  return { length, letters: upper + lower, upper, signs, nonAscii, pairs, changes, counts: counter.counts() };
}

/** Counts characters in order of appearance. A table for ASCII: most characters of a long text are counted in it. */
class CharacterCounter {
  readonly #ascii = new Float64Array(128);
  readonly #others = new Map<number, number>();
  readonly #order: number[] = [];

  add(code: number): void {
    if (code < 128) {
      if (this.#ascii[code]!++ === 0) this.#order.push(code);
      return;
    }
    const known = this.#others.get(code);
    if (known === undefined) this.#order.push(code);
    this.#others.set(code, (known ?? 0) + 1);
  }

  counts(): number[] {
    return this.#order.map((code) => (code < 128 ? this.#ascii[code]! : this.#others.get(code)!));
  }
}

const SPACE = 0x20;
const HYPHEN = 0x2d;
const SLASH = 0x2f;

/** Parts between spaces, the longest of them in code points, and those that start like a switch. */
function tokensOf(template: string): Pick<Shape, "tokens" | "longestToken" | "switches"> {
  let [tokens, longestToken, switches, length] = [0, 0, 0, 0];
  for (let at = 0; at < template.length; at++) {
    const code = template.codePointAt(at)!;
    if (code === SPACE) {
      length = 0;
      continue;
    }
    if (length === 0) {
      tokens++;
      if (code === HYPHEN || (code === SLASH && isLetter(template.charCodeAt(at + 1)))) switches++;
    }
    if (code > 0xffff) at++;
    if (++length > longestToken) longestToken = length;
  }
  return { tokens, longestToken, switches };
}

/** From a to z, small or capital. */
function isLetter(code: number): boolean {
  const small = code | 0x20;
  return small >= 97 && small <= 122;
}

/** Number of matches, one at a time: a text can have millions. */
function matchesOf(global: RegExp, text: string): number {
  let count = 0;
  global.lastIndex = 0;
  while (global.test(text)) count++;
  return count;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Rounded: machines differ in the last bits of a logarithm. */
function entropyOf(counts: Iterable<number>, total: number): number {
  let bits = 0;
  for (const count of counts) bits -= (count / total) * Math.log2(count / total);
  return Math.round(bits * 1e9) / 1e9 + 0;
}

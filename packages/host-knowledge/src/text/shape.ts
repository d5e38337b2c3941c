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

const SWITCH = /^(?:-|\/[a-z])/i;
const SLOT = /<[a-z-]+>/g;
/** Between letters, these do nothing but break up a word that somebody may look for. */
const ESCAPES = /[\^`]|[A-Za-z](?:""|''|"\+"|'\+')[A-Za-z]/g;

/** Describes a command template. Time and space in its length. */
export const shapeOf: (template: string) => Shape = remembering((template) => {
  const counts = new Map<string, number>();
  let length = 0;
  let [letters, signs, nonAscii, upper, lower, pairs, changes] = [0, 0, 0, 0, 0, 0, 0];
  let before: "upper" | "lower" | "" = "";
  for (const character of template) {
    length++;
    counts.set(character, (counts.get(character) ?? 0) + 1);
    const code = character.codePointAt(0)!;
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
  letters = upper + lower;
  const tokens = template.split(" ").filter((token) => token !== "");
  return {
    length,
    tokens: tokens.length,
    longestToken: tokens.reduce((longest, token) => Math.max(longest, codePoints(token)), 0),
    entropy: entropyOf(counts.values(), length),
    slots: (template.match(SLOT) ?? []).length,
    switches: tokens.filter((token) => SWITCH.test(token)).length,
    letterShare: share(letters, length),
    signShare: share(signs, length),
    nonAsciiShare: share(nonAscii, length),
    upperShare: share(upper, letters),
    caseChangeShare: share(changes, pairs),
    escapes: (template.match(ESCAPES) ?? []).length,
  };
});

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
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

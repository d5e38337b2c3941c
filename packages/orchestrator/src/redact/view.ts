/** A text as a shell reads it, and where its characters are in the text as written. */
export interface ShellView {
  readonly text: string;
  /** Start of the character in the text as written. */
  readonly startOf: (at: number) => number;
}

/** Hyphens, dashes and quotes of typesetting, which PowerShell reads as the plain ones. */
const DASH = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/;
const SINGLE_QUOTE = /[\u2018-\u201b]/;
/** What a shell reads otherwise: typesetting, what escapes the next character, and quotes between letters, which vanish. */
const DISGUISE =
  /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u2018-\u201f]|[\^`](?=[^\s])|(?<=[A-Za-z])(?:""|''|["'])(?=[A-Za-z])/gu;

function plainOf(disguise: string): string {
  if (DASH.test(disguise)) return "-";
  if (SINGLE_QUOTE.test(disguise)) return "'";
  return disguise > "\u2000" ? '"' : "";
}

/**
 * A text without what hides words from a search but not from a shell: carets, backticks, quotes within words, typeset
 * hyphens. `undefined` where there is nothing of that.
 */
export function asShellReads(text: string): ShellView | undefined {
  const pieces: string[] = [];
  /** Where pieces start, in the view and as written. */
  const [starts, origins] = [[0], [0]];
  let [at, length] = [0, 0];
  for (const { 0: found, index } of text.matchAll(DISGUISE)) {
    if (index < at) continue;
    const plain = plainOf(found);
    pieces.push(text.slice(at, index), plain);
    length += index - at + plain.length;
    at = index + found.length;
    if (plain === "") {
      starts.push(length);
      origins.push(at);
    }
  }
  if (pieces.length === 0) return undefined;
  pieces.push(text.slice(at));
  return { text: pieces.join(""), startOf: (position) => originOf(position, starts, origins) };
}

/** The last piece that starts at or before the position. */
function originOf(position: number, starts: readonly number[], origins: readonly number[]): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= position) low = middle;
    else high = middle;
  }
  return origins[low]! + position - starts[low]!;
}

/**
 * Everything that shows as nothing or changes how its neighbours are shown: control characters, format characters
 * (right-to-left overrides, zero-width joiners), line and paragraph separators, lone surrogates, default ignorables; and
 * what looks like a space and is none.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800]/gu;

/** A stretch of a text: as it stands, or one invisible character as its escape. */
export interface Part {
  readonly text: string;
  readonly escaped: boolean;
}

export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(INVISIBLE)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), escaped: false });
    parts.push({ text: escapeOf(match[0]), escaped: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), escaped: false });
  return parts;
}

/** A text as one string with every invisible character written out: for canvases, titles and labels. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, escapeOf);
}

/** At most `length` characters of a text made visible; `…` shows that it was cut. */
export function visibleShort(text: string, length: number): string {
  return text.length <= length ? visible(text) : `${visible(text.slice(0, length - 1).toWellFormed())}…`;
}

/** `\x1b`, `\u202e`, `\u{e0041}` */
function escapeOf(character: string): string {
  const code = character.codePointAt(0)!;
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\u{${digits}}`;
}

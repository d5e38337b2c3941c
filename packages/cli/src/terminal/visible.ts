/**
 * Everything that a terminal would obey instead of print, and everything that prints nothing: control characters (C0,
 * DEL, C1), bidirectional and other format characters, line and paragraph separators, lone surrogates, and what Unicode
 * calls default ignorable (zero-width spaces and joiners, fillers, variation selectors, tags).
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Log text made inert and plain to see: every invisible character is written as its escape (`\x1b`, `\u202e`,
 * `\u{e0041}`). All text that does not come from Winnow itself goes through here on its way to a terminal.
 */
export function visible(text: string): string {
  return text.replace(INVISIBLE, escapeOf);
}

/** The same for text of several lines: its line feeds stay. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0)!;
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\u{${digits}}`;
}

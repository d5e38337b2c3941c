import { LIMITS } from "@winnow/core";

/** What a shortened text ends with. */
const SHORTENED = /… [0-9,]{1,20} more characters(?: \([0-9a-f]{16}\))?$/;
const LONGEST_NOTE = 64;

/**
 * A text as it is shown: at most `LIMITS.shownCharacters` of it, and how many more there are. The result shares no memory
 * with the text; a shortened text stays as it is.
 * @param note follows the number: it distinguishes texts with equal beginnings
 */
export function shownText(text: string, note: () => string = () => ""): string {
  const { shownCharacters } = LIMITS;
  if (text.length <= shownCharacters || isShortened(text)) return text;
  const end = isHighSurrogate(text.charCodeAt(shownCharacters - 1)) ? shownCharacters - 1 : shownCharacters;
  const more = (text.length - end).toLocaleString("en");
  // A slice of a string keeps all of it in memory; a clone does not.
  return structuredClone(`${text.slice(0, end)}… ${more} more characters${note()}`);
}

/** The beginning of a text that is shown shortened; a complete text as it is. */
export function shownBeginning(text: string): string {
  return text.length > LIMITS.shownCharacters ? text.slice(0, LIMITS.shownCharacters) : text;
}

function isShortened(text: string): boolean {
  return text.length <= LIMITS.shownCharacters + LONGEST_NOTE && SHORTENED.test(text.slice(-LONGEST_NOTE));
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

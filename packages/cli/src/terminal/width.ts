import stringWidth from "string-width";
import { visible } from "./visible.ts";

const ELLIPSIS = "…";
/** Looked at of a text for every column that it may fill: enough for marks that take no room, and bounded. */
const CODE_UNITS_PER_COLUMN = 8;

/** What cutting between the halves of a surrogate pair leaves behind. */
const HALF_A_PAIR = /[\ud800-\udbff]$/;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns that a text takes on a terminal; wide characters take two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A text of any length and origin made visible and cut to at most `width` columns; `…` shows that it was cut. */
export function fit(text: string, width: number): string {
  const most = width * CODE_UNITS_PER_COLUMN;
  const shown = visible(text.length <= most ? text : text.slice(0, most).replace(HALF_A_PAIR, ""));
  if (text.length <= most && widthOf(shown) <= width) return shown;
  return cut(shown, width - widthOf(ELLIPSIS)) + ELLIPSIS;
}

function cut(text: string, width: number): string {
  let end = 0;
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    end += segment.length;
  }
  return text.slice(0, end);
}

/** A text filled up with spaces to `width` columns. */
export function pad(text: string, width: number, align: "left" | "right"): string {
  const spaces = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "left" ? text + spaces : spaces + text;
}

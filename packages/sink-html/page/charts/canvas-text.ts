import { visible, visibleShort } from "../text/visible.ts";

/**
 * A text from a log for a canvas: what is invisible is written out, and what the chart library would read as its own markup
 * (`{style|text}`) is kept from being read by a break of no width.
 */
export function canvasText(text: string, most = Infinity): string {
  const shown = most === Infinity ? visible(text) : visibleShort(text, most);
  return shown.replaceAll("{", "{\u200b");
}

const LONGEST = 300;
/** What looks like white space but may do more, and what is not seen at all. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
/**
 * All that HTML, Markdown or Grafana's variables (`$x`, `${x}`, `[[x]]`) might take for their own. A hyphen within a word
 * and a colon within a time are nothing to them.
 */
const ACTIVE = /[^\p{L}\p{M}\p{N} ,.:-]|(?<![\p{L}\p{N}])-|-(?![\p{L}\p{N}])|(?<!\p{Nd}):|:(?!\p{Nd})|(?<=www)\./giu;

/**
 * Log text as it may stand in HTML and in Markdown, on a page that fills in variables: it is shown as it is, on one
 * line, and does nothing. What cannot be seen is shown as `\u{hex}`; what is too long is cut.
 */
export function inertText(text: string, longest: number = LONGEST): string {
  const shown = text
    .toWellFormed()
    .replaceAll(/\s+/g, " ")
    .replaceAll(UNSEEN, (unseen) => `\\u{${unseen.codePointAt(0)!.toString(16)}}`);
  return cut(shown, longest).replaceAll(ACTIVE, (character) => `&#${character.codePointAt(0)!};`);
}

function cut(text: string, longest: number): string {
  const characters = Array.from(text.slice(0, 2 * longest + 2));
  return characters.length <= longest ? text : `${characters.slice(0, longest).join("")}…`;
}

/** A link to an address that the profile gives. */
export function link(url: string, label: string): string {
  const address = new URL(url).href.replaceAll(
    /[^\w:/?#@!()*+,;=.~%-]/g,
    (character) => `&#${character.codePointAt(0)!};`,
  );
  return `<a href="${address}" target="_blank" rel="noopener noreferrer">${inertText(label)}</a>`;
}

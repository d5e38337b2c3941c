/** Everything that a strict or a lenient reader might take for structure, or trim. */
const NEEDS_QUOTES = /[",\r\n\0]|^[\s\ufeff]|[\s\ufeff]$/;

/**
 * A cell of RFC 4180: quoted when it holds a comma, a quote, a line end or NUL, starts or ends with white space, or is
 * empty. A missing value is written as nothing at all, so `""` and a missing value stay apart.
 */
export function exactCell(text: string): string {
  if (text !== "" && !NEEDS_QUOTES.test(text)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}

/**
 * A cell that no spreadsheet runs as a formula: an apostrophe is put before what it would take for the start of one
 * (`=`, `+`, `-`, `@`, their full-width twins, tab, carriage return and line feed: OWASP, "CSV Injection"), also after
 * leading white space and invisible characters, and after a semicolon, tab or line break within the cell, which some
 * spreadsheets split cells at. Plain numbers stay as they are. Takes time in proportion to the text.
 */
export function spreadsheetCell(text: string): string {
  return exactCell(PLAIN_NUMBER.test(text) || !STARTS_FORMULA.test(text) ? text : neutralised(text));
}

const PLAIN_NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const STARTS_FORMULA = /[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/;
const FORMULA = /[=+\-@\uff1d\uff0b\uff0d\uff20]/;
/** What a spreadsheet may trim before it looks for a formula: white space, quotes, and what cannot be seen. */
const TRIMMED = /[\s"\p{Cc}\p{Cf}]/u;
const SPLITS = /[;\t\r\n\v\f\u0085\u2028\u2029]/;
const LINE_START = /[\t\r\n]/;

/** From the right: whether a part of the cell starts a formula depends on what follows its white space. */
function neutralised(text: string): string {
  const parts: string[] = [];
  let end = text.length;
  let leadsToFormula = false;
  for (let at = text.length - 1; at >= 0; at--) {
    const character = text[at]!;
    if (FORMULA.test(character)) leadsToFormula = true;
    else if (!TRIMMED.test(character)) leadsToFormula = false;
    const startsPart = at === 0 || SPLITS.test(text[at - 1]!);
    if (!startsPart || !(leadsToFormula || LINE_START.test(character))) continue;
    parts.push(text.slice(at, end));
    end = at;
  }
  parts.push(text.slice(0, end));
  return parts.reverse().join("'");
}

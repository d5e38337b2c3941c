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
 * leading white space and after a semicolon, tab or line end, which some spreadsheets split cells at. Plain numbers
 * stay as they are.
 */
export function spreadsheetCell(text: string): string {
  return exactCell(PLAIN_NUMBER.test(text) ? text : text.replace(FORMULA_START, "$1'"));
}

const PLAIN_NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const FORMULA_START = /(^|[;\t\r\n])(?=[\s\0\ufeff"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/g;

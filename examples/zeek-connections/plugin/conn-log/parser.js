// @ts-check
import { LOGGED, REQUIRED } from "./columns.js";

/** @typedef {import("./columns.js").Connection} Connection */

const KNOWN = new Set(/** @type {readonly string[]} */ (LOGGED));

/** More columns than this has no conn.log; a header of a million is an attack on memory. */
const MOST_COLUMNS = 256;

/**
 * Reads the lines of one file: Zeek's own format, whose header says what follows, or JSON. Headers may come again, as in
 * logs that were put together.
 * https://docs.zeek.org/en/current/log-formats.html
 * @returns {(line: string) => Connection | string | undefined} the connection, why there is none, or nothing for a header
 */
export function createParser() {
  /** @type {Header} */
  let header = { separator: "\t", fields: [], empty: "(empty)", unset: "-" };
  return (line) => {
    if (line === "") return undefined;
    if (line.startsWith("{")) return checked(parseJson(line));
    if (!line.startsWith("#")) return checked(parseTabbed(line, header));
    header = withDirective(header, line);
    return header.fields.length > MOST_COLUMNS ? "a header with more columns than a conn.log has" : undefined;
  };
}

/**
 * @typedef {{
 *   readonly separator: string, readonly fields: readonly string[], readonly empty: string, readonly unset: string,
 * }} Header
 */

/** @param {Header} header @param {string} line @returns {Header} */
function withDirective(header, line) {
  // Only the line that names the separator is written with a blank.
  const separator = /^#separator (.+)$/.exec(line)?.[1];
  if (separator !== undefined) return { ...header, separator: unescape(separator) };
  const [name, ...values] = line.split(header.separator);
  switch (name) {
    case "#fields":
      return { ...header, fields: values };
    case "#empty_field":
      return { ...header, empty: values[0] ?? "" };
    case "#unset_field":
      return { ...header, unset: values[0] ?? "" };
    default:
      return header;
  }
}

/** @param {string} line @param {Header} header @returns {Record<string, string | null> | string} */
function parseTabbed(line, { separator, fields, empty, unset }) {
  if (fields.length === 0) return "no #fields header before it";
  if (fields.length > MOST_COLUMNS) return "a header with more columns than a conn.log has";
  const values = line.split(separator);
  if (values.length !== fields.length) return `${values.length} values under ${fields.length} columns`;
  return Object.fromEntries(
    fields.map((field, i) => {
      const value = values[i] ?? "";
      return [field, value === unset || value === empty ? null : unescape(value)];
    }),
  );
}

/** Bytes that would break a line up are written `\x09`. @param {string} text */
function unescape(text) {
  if (!text.includes("\\x")) return text;
  return text.replaceAll(/(?:\\x[0-9A-Fa-f]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll("\\x", ""), "hex").toString("utf8"),
  );
}

/** @param {string} line @returns {Record<string, string | null> | string} */
function parseJson(line) {
  /** @type {Record<string, unknown>} */
  let members;
  try {
    members = JSON.parse(line);
  } catch {
    return "not JSON";
  }
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, asText(value)]));
}

/** Zeek's own format writes truth as T and F; so does this. @param {unknown} value @returns {string | null} */
function asText(value) {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? "T" : "F";
  return (typeof value === "string" ? value : JSON.stringify(value)).toWellFormed();
}

/** @param {Record<string, string | null> | string} values @returns {Connection | string} */
function checked(values) {
  if (typeof values === "string") return values;
  const missing = REQUIRED.find((column) => (values[column] ?? null) === null);
  if (missing !== undefined) return `no ${missing}`;
  if (Number.isNaN(secondsOf(values["ts"] ?? ""))) return "the time cannot be read";
  const others = Object.entries(values).filter(([name, value]) => !KNOWN.has(name) && value !== null);
  const rest = others.length === 0 ? null : JSON.stringify(Object.fromEntries(others));
  return { ...values, rest };
}

/** Seconds since 1970 of a time as Zeek writes it: such seconds, or ISO 8601. NaN where it is neither. @param {string} ts */
export function secondsOf(ts) {
  return /^\d+(?:\.\d+)?$/.test(ts) ? Number(ts) : Date.parse(ts) / 1000;
}

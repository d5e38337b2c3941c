// @ts-check

/** Columns of an event. `rest` holds what else a JSON line says, as JSON. */
export const COLUMNS = /** @type {const} */ ([
  "time",
  "client",
  "user",
  "method",
  "path",
  "protocol",
  "request",
  "status",
  "bytes",
  "referer",
  "agent",
  "rest",
]);

/**
 * Values in the order of `COLUMNS`.
 * @typedef {readonly (string | null)[]} Row
 * @typedef {Partial<Record<typeof COLUMNS[number], string | null>>} Entry
 */

/**
 * A line of an access log: JSON where it begins with a brace, else the combined log format.
 * @param {string} line
 * @returns {Row | string} the event's values, or why there are none
 */
export function parseLine(line) {
  const entry = line.startsWith("{") ? parseJson(line) : parseCombined(line);
  return typeof entry === "string" ? entry : COLUMNS.map((column) => entry[column] ?? null);
}

/**
 * `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"`, as Apache httpd documents it; the last two may be missing (the
 * common log format), and more may follow. Inside quotes a quote is written `\"` (Apache) or `\x22` (nginx).
 */
const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
const COMBINED = new RegExp(
  String.raw`^(\S+) (\S+) ([^[]+?) \[([^\]]+)\] ${QUOTED} (\d{3}) (\d+|-)(?: ${QUOTED} ${QUOTED})?(?: |$)`,
);

/** @param {string} line @returns {Entry | string} */
function parseCombined(line) {
  const match = COMBINED.exec(line);
  if (match === null) return "not in the combined log format";
  const [, client = null, , user, clock, request, status = null, bytes = null, referer, agent] = match.map(orNull);
  const time = isoTime(clock ?? "");
  if (time === undefined) return "the time cannot be read";
  return {
    time,
    client,
    user: unquote(user),
    ...requestLine(unquote(request)),
    status,
    bytes,
    referer: unquote(referer),
    agent: unquote(agent),
  };
}

/** A dash stands for nothing. @param {string | undefined} value */
function orNull(value) {
  return value === undefined || value === "-" || value === "" ? null : value;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `02/Mar/2026:06:14:05 +0100` as ISO 8601. @param {string} clock */
function isoTime(clock) {
  const match = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/.exec(clock);
  const month = MONTHS.indexOf(match?.[2] ?? "") + 1;
  if (match === null || month === 0) return undefined;
  const [, day, , year, time, hours, minutes] = match;
  return `${year}-${String(month).padStart(2, "0")}-${day}T${time}${hours}:${minutes}`;
}

/**
 * Undoes what servers write for quotes, backslashes and bytes that are not printable ASCII.
 * @param {string | null | undefined} text
 */
function unquote(text) {
  if (text === null || text === undefined || !text.includes("\\")) return text ?? null;
  const plain = { '"': '"', "\\": "\\", n: "\n", r: "\r", t: "\t" };
  return text.replaceAll(/\\(["\\nrt])|((?:\\x[0-9A-Fa-f]{2})+)/g, (_, name, bytes) =>
    bytes === undefined
      ? plain[/** @type {keyof typeof plain} */ (name)]
      : Buffer.from(bytes.replaceAll("\\x", ""), "hex").toString("utf8"),
  );
}

/**
 * Method, path and protocol; what is no request line, such as a TLS greeting, stays whole.
 * @param {string | null} request
 * @returns {Entry}
 */
function requestLine(request) {
  const match = /^([A-Z]+) (.+) (HTTP\/[\d.]+)$/s.exec(request ?? "");
  const [, method = null, path = null, protocol = null] = match ?? [];
  return match === null ? { request } : { method, path, protocol };
}

/** Names under which servers are told to write JSON, besides the columns' own. @type {Readonly<Record<string, typeof COLUMNS[number]>>} */
const ALIASES = {
  ...Object.fromEntries(COLUMNS.filter((column) => column !== "rest").map((column) => [column, column])),
  "@timestamp": "time",
  time_iso8601: "time",
  timestamp: "time",
  remote_addr: "client",
  clientip: "client",
  remote_user: "user",
  request_method: "method",
  request_uri: "path",
  server_protocol: "protocol",
  body_bytes_sent: "bytes",
  bytes_sent: "bytes",
  http_referer: "referer",
  referrer: "referer",
  http_user_agent: "agent",
  user_agent: "agent",
};

/** @param {string} line @returns {Entry | string} */
function parseJson(line) {
  let members;
  try {
    members = JSON.parse(line);
  } catch {
    return "not JSON";
  }
  /** @type {Entry} */
  const entry = {};
  /** @type {Record<string, unknown>} */
  const rest = {};
  for (const [name, value] of Object.entries(members)) {
    const column = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
    if (column === undefined || (entry[column] ?? null) !== null) rest[name] = value;
    else entry[column] = orNull(asText(value));
  }
  if (entry.time === undefined || entry.client === undefined) return "JSON without a time and a client";
  const { request, ...named } = entry;
  const whole = requestLine(request ?? null);
  return { ...whole, ...named, rest: Object.keys(rest).length === 0 ? null : JSON.stringify(rest) };
}

/** @param {unknown} value */
function asText(value) {
  if (value === null || value === undefined) return undefined;
  return (typeof value === "string" ? value : JSON.stringify(value)).toWellFormed();
}

/** Objects inside objects are laid out flat down to here; what lies deeper stays JSON. */
const MAX_DEPTH = 8;
/** Characters of a name. Names repeat that of the object around them, so that long ones would multiply. */
const MAX_NAME = 1024;

/** A name, or a path of names, that is too long for a column. */
export class LongName extends Error {}

/**
 * The members of a JSON object as text: strings decoded, numbers as they are written, `true` and `false`, `null` as no
 * value, arrays as JSON without the spaces. Members of objects inside it are named by their path, with dots:
 * `winlog.event_data.Image`. Of members with one name the last counts. Unpaired surrogates become U+FFFD, as UTF-8 holds
 * none. Undefined where the text is JSON but no object.
 * @param most members after which reading ends
 * @throws SyntaxError where the text is not JSON, {@link LongName}
 */
export function membersOf(json: string, most: number): Map<string, string | null> | undefined {
  const value = parse(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const members = new Map<string, string | null>();
  addMembers(json, json.indexOf("{"), "", 1, most, members);
  return members;
}

/** Stack traces are most of the cost of an error, and a file can consist of records that are not JSON. */
function parse(json: string): unknown {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return JSON.parse(json);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Adds the members of the object that starts at `from`, as long as there are at most `most`. */
function addMembers(
  json: string,
  from: number,
  path: string,
  depth: number,
  most: number,
  members: Map<string, string | null>,
): void {
  // The text is well-formed, so that looking for quotes and brackets is enough.
  let at = skipSpaces(json, from + 1);
  while (json[at] !== "}" && members.size <= most) {
    const nameEnd = textEnd(json, at);
    const name = path + textOf(json.slice(at, nameEnd));
    if (name.length > MAX_NAME) throw new LongName();
    const start = skipSpaces(json, json.indexOf(":", nameEnd) + 1);
    const end = valueEnd(json, start);
    const isFlat = json[start] !== "{" || depth >= MAX_DEPTH || json[skipSpaces(json, start + 1)] === "}";
    if (isFlat) members.set(name, cellOf(json.slice(start, end)));
    else addMembers(json, start, `${name}.`, depth + 1, most, members);
    at = skipSpaces(json, end);
    if (json[at] === ",") at = skipSpaces(json, at + 1);
  }
}

function cellOf(raw: string): string | null {
  if (raw.startsWith('"')) return textOf(raw);
  if (raw === "null") return null;
  return raw.startsWith("{") || raw.startsWith("[") ? compact(raw) : raw;
}

function textOf(raw: string): string {
  return raw.includes("\\") ? (JSON.parse(raw) as string).toWellFormed() : raw.slice(1, -1);
}

function skipSpaces(json: string, from: number): number {
  let at = from;
  while (json[at] === " " || json[at] === "\n" || json[at] === "\r" || json[at] === "\t") at++;
  return at;
}

/** Position after the string that starts at `from`. */
function textEnd(json: string, from: number): number {
  let at = json.indexOf('"', from + 1);
  while (isEscaped(json, at)) at = json.indexOf('"', at + 1);
  return at + 1;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

/** Position after the value that starts at `from`. */
function valueEnd(json: string, from: number): number {
  if (json[from] === '"') return textEnd(json, from);
  let depth = 0;
  for (let at = from; ; at++) {
    const character = json[at]!;
    if (character === '"') at = textEnd(json, at) - 1;
    else if (character === "{" || character === "[") depth++;
    else if (depth > 0 && (character === "}" || character === "]")) {
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (character === "," || character === "}" || skipSpaces(json, at) > at)) return at;
  }
}

/** Drops the spaces outside strings. */
function compact(raw: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < raw.length;) {
    if (raw[at] === '"') {
      at = textEnd(raw, at);
      continue;
    }
    const end = skipSpaces(raw, at);
    if (end > at) {
      parts.push(raw.slice(from, at));
      from = end;
    }
    at = end > at ? end : at + 1;
  }
  return parts.length === 0 ? raw : parts.join("") + raw.slice(from);
}

/** Objects inside objects are laid out flat down to here; what lies deeper stays JSON. */
const MAX_DEPTH = 8;

/**
 * The members of a JSON object as text: strings decoded, numbers as they are written, `true` and `false`, `null` as no
 * value, arrays as JSON without the spaces. Members of objects inside it are named by their path, with dots:
 * `winlog.event_data.Image`. Of members with one name the last counts. Unpaired surrogates become U+FFFD, as UTF-8 holds
 * none. Undefined where the text is JSON but no object.
 * @throws SyntaxError where the text is not JSON
 */
export function membersOf(json: string): Map<string, string | null> | undefined {
  const value: unknown = JSON.parse(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const members = new Map<string, string | null>();
  addMembers(json, json.indexOf("{"), "", 1, members);
  return members;
}

/** Adds the members of the object that starts at `from`. */
function addMembers(
  json: string,
  from: number,
  path: string,
  depth: number,
  members: Map<string, string | null>,
): void {
  // The text is well-formed, so that looking for quotes and brackets is enough.
  let at = skipSpaces(json, from + 1);
  while (json[at] !== "}") {
    const nameEnd = textEnd(json, at);
    const name = path + textOf(json.slice(at, nameEnd));
    const start = skipSpaces(json, json.indexOf(":", nameEnd) + 1);
    const end = valueEnd(json, start);
    const isFlat = json[start] !== "{" || depth >= MAX_DEPTH || json[skipSpaces(json, start + 1)] === "}";
    if (isFlat) members.set(name, cellOf(json.slice(start, end)));
    else addMembers(json, start, `${name}.`, depth + 1, members);
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
  return raw.replaceAll(/("(?:[^"\\]|\\.)*")|[ \n\r\t]+/g, "$1");
}

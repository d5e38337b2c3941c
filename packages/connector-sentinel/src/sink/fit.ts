/** Bytes of UTF-8 that the service keeps of one field. */
export const FIELD_BYTES = 65_536;

/** The shortest that texts within a value are cut to before whole entries go. */
const SHORTEST = 64;

/** A value that fits into a field, and its bytes as JSON before it was cut, where it was. */
export interface Fitted {
  readonly value: unknown;
  readonly bytes?: number;
}

/**
 * Cuts a value so that its JSON fits into a field of the service, which would cut it anywhere and without a word. Texts
 * are cut first, the longest ones alone as long as that is enough, then entries at the end go; each cut says so in its place.
 *
 * @param value text, or JSON of texts, numbers, lists and objects
 * @param most bytes of UTF-8
 */
export function fitField(value: unknown, most: number = FIELD_BYTES): Fitted {
  const bytes = jsonBytes(value);
  if (bytes <= most) return { value };
  for (let longest = most >> 1; longest >= SHORTEST; longest >>= 1) {
    const cut = cutTexts(value, longest);
    if (jsonBytes(cut) <= most) return { value: cut, bytes };
  }
  return { value: fewerEntries(cutTexts(value, SHORTEST), most), bytes };
}

export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}

function cutTexts(value: unknown, longest: number): unknown {
  if (typeof value === "string") return cutText(value, longest);
  if (Array.isArray(value)) return value.map((item) => cutTexts(item, longest));
  if (typeof value !== "object" || value === null) return value;
  return fromEntries(Object.entries(value).map(([key, item]) => [cutText(key, longest), cutTexts(item, longest)]));
}

/** Keeps the beginning, whole characters only, and says how much there was. */
function cutText(text: string, longest: number): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= longest) return text;
  const mark = `… [cut by Winnow: ${bytes} bytes in all]`;
  const room = Math.max(0, longest - Buffer.byteLength(mark));
  // A character that the cut goes through becomes a replacement character at the end.
  const kept = Buffer.from(text)
    .subarray(0, room)
    .toString("utf8")
    .replace(/\ufffd$/, "");
  return kept + mark;
}

/** As many entries from the start as fit, and how many are left out. */
function fewerEntries(value: unknown, most: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const kept = mostThatFits(entries.length, (count) => jsonBytes(withoutRest(value, entries, count)) <= most);
  return withoutRest(value, entries, kept);
}

function withoutRest(value: object, entries: readonly (readonly [string, unknown])[], count: number): unknown {
  const rest = `[cut by Winnow: ${entries.length - count} more]`;
  const kept = entries.slice(0, count);
  if (Array.isArray(value)) return [...kept.map(([, item]) => item), rest];
  return fromEntries([...kept, ["…", rest]]);
}

/** The greatest count for which a falling condition holds; 0 where it holds for none. */
function mostThatFits(count: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** An object of own properties only, `__proto__` among them. */
export function fromEntries(entries: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> {
  const made: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return made;
}

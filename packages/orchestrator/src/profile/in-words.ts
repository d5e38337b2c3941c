import { nearest } from "@winnow/core";

const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  null: "nothing",
  number: "a number",
  object: "a mapping of keys to values",
  record: "a mapping of keys to values",
  string: "a text",
  undefined: "nothing",
};

/** What validators commonly say, and how a person would. The first that matches counts. */
const PHRASES: readonly (readonly [RegExp, (...found: readonly string[]) => string])[] = [
  [/^expected (\w+), received (\w+)$/, (wanted, given) => `must be ${kind(wanted)}, not ${kind(given)}`],
  [/^too small: expected array to have >=(\d+) items?$/, (least) => `must have at least ${items(least)}`],
  [/^too big: expected array to have <=(\d+) items?$/, (most) => `must have at most ${items(most)}`],
  [/^too small: expected string to have >=1 characters?$/, () => "must not be empty"],
  [/^too small: expected (?:number|int) to be >=(\S+)$/, (least) => `must be ${least} or more`],
  [/^too small: expected (?:number|int) to be >(\S+)$/, (below) => `must be more than ${below}`],
  [/^too big: expected (?:number|int) to be <=(\S+)$/, (most) => `must be ${most} or less`],
  [/^too big: expected (?:number|int) to be <(\S+)$/, (above) => `must be less than ${above}`],
  [/^expected "([^"]*)"$/, (only) => `must be ${only}`],
];

const ONE_OF = /^invalid option: expected one of (.*)$/;

/**
 * What a validator's message says of a value, for people.
 * @param value what stands there; `undefined` where nothing does
 */
export function inWords(message: string, value: unknown): string {
  if (value === undefined) return "it is missing";
  const plain = lowerFirst(message.replace(/^Invalid input: /, "").replace(/\.$/, ""));
  const options = ONE_OF.exec(plain)?.[1];
  if (options !== undefined)
    return oneOf(
      options.split("|").map((option) => option.replaceAll('"', "")),
      value,
    );
  for (const [pattern, say] of PHRASES) {
    const found = pattern.exec(plain);
    if (found !== null) return say(...found.slice(1));
  }
  return plain === "invalid input" ? `must not be ${kindOf(value)} such as this` : plain;
}

function oneOf(options: readonly string[], value: unknown): string {
  const meant = typeof value === "string" ? nearest(value, options) : undefined;
  const guess = meant === undefined ? "" : `, perhaps ${meant}`;
  return `must be one of ${options.join(", ")}${guess}`;
}

function kind(name: string | undefined): string {
  return KINDS[name ?? ""] ?? `of kind ${name}`;
}

function kindOf(value: unknown): string {
  return kind(value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
}

function items(count: string | undefined): string {
  return count === "1" ? "one item" : `${count} items`;
}

function lowerFirst(text: string): string {
  return text === "" ? text : text[0]!.toLowerCase() + text.slice(1);
}

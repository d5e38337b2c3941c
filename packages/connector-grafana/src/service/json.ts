import { LosslessNumber, parse } from "lossless-json";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Numbers that JavaScript may write differently from how they stand in the text. */
const INEXACT = /\d{16}|\d[.eE]|-0/;

/**
 * Parses JSON so that every number keeps its text: a number whose text JavaScript writes the same way is a number, any
 * other (a 64-bit integer, `1.50`, `1E3`) a `LosslessNumber`. Of equal keys the last counts, as in `JSON.parse`.
 * @throws SyntaxError, or RangeError where it is nested too deeply
 */
export function parseExactly(text: string): unknown {
  if (!INEXACT.test(text)) return JSON.parse(text);
  return parse(text, null, { parseNumber: exactNumber, onDuplicateKey: ({ newValue }) => newValue });
}

function exactNumber(text: string): number | LosslessNumber {
  const number = Number(text);
  return String(number) === text ? number : new LosslessNumber(text);
}

/** A number's text as the source wrote it; `undefined` where the value is no number. */
export function numberText(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return value instanceof LosslessNumber ? value.value : undefined;
}

/** JSON text of a parsed value, numbers as they were written; without spaces. */
export function writeExactly(value: unknown): string {
  const number = numberText(value);
  if (number !== undefined) return number;
  if (Array.isArray(value)) return `[${value.map(writeExactly).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${writeExactly(inner)}`)
    .join(",")}}`;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber);
}

/** A member of an object; `undefined` where it is no object or has none of its own of that name. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A member that is text; "" where there is none. */
export function textOf(value: unknown, name: string): string {
  const found = member(value, name);
  return typeof found === "string" ? found : "";
}

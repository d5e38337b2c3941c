import { isObject, numberText, parseExactly, writeExactly } from "../../service/json.ts";
import type { LineEvents } from "./parser.ts";

type Field = readonly [string, string | null];

/**
 * A line that is a JSON object, its members as columns: those of objects under their path (`a.b`), arrays as JSON text,
 * numbers as they were written.
 */
export function parseJsonLine(line: string): LineEvents | undefined {
  const object = objectIn(line);
  if (object === undefined) return undefined;
  const fields: Field[] = [];
  flatten(object, "", fields);
  return { fields };
}

/** The object that a line is; `undefined` where it is none, or one nested beyond reason. */
export function objectIn(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!/^\s*\{/.test(line)) return undefined;
  try {
    const value = parseExactly(line);
    return isObject(value) && depthOf(value, MAX_DEPTH) < MAX_DEPTH ? value : undefined;
  } catch {
    return undefined;
  }
}

const MAX_DEPTH = 64;

function depthOf(value: unknown, most: number): number {
  if (most === 0 || typeof value !== "object" || value === null) return 0;
  let deepest = 0;
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, most - 1));
  return deepest + 1;
}

function flatten(object: Readonly<Record<string, unknown>>, prefix: string, fields: Field[]): void {
  for (const [name, value] of Object.entries(object)) {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    if (isObject(value)) flatten(value, path, fields);
    else fields.push([path, textOfValue(value)]);
  }
}

function textOfValue(value: unknown): string | null {
  if (value === null || typeof value === "string") return value;
  return numberText(value) ?? writeExactly(value);
}

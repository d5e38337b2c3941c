import type { WinnowError } from "@winnow/core";
import { readFileSync, statSync } from "node:fs";
import { visible } from "./visible.ts";
import { widthOf } from "./width.ts";

/** Profiles are small; what is larger is data, and its lines say little. */
const MOST_BYTES = 1_000_000;
/** Columns of a line that are shown: what is wrong and its surroundings. */
const WINDOW = 100;

/**
 * The line where a fault stands, with a mark under its column; nothing where there is no such file or line.
 *
 * ```
 *   7 | cluster: { use: dbscan, with: { eps: wide } }
 *     |                                 ^
 * ```
 */
export function snippet({ file, line, column = 1 }: WinnowError["where"]): string[] {
  const text = file === undefined || line === undefined ? undefined : lineOf(file, line);
  if (text === undefined || text.trim() === "") return [];
  const from = Math.max(0, column - 1 - WINDOW / 2);
  const shown = text.slice(from, from + WINDOW);
  const [left, right] = [from > 0 ? "…" : "", from + WINDOW < text.length ? "…" : ""];
  const before = widthOf(left + visible(text.slice(from, column - 1)));
  const gutter = " ".repeat(String(line).length);
  return [`  ${line} | ${left}${visible(shown)}${right}`, `  ${gutter} | ${" ".repeat(before)}^`];
}

function lineOf(file: string, line: number): string | undefined {
  try {
    if (statSync(file).size > MOST_BYTES) return undefined;
    // Columns are counted without a byte order mark.
    return readFileSync(file, "utf8")
      .replace(/^\ufeff/, "")
      .split(/\r?\n/)[line - 1];
  } catch {
    // A built-in profile, or a file that is gone by now: the message says enough without it.
    return undefined;
  }
}

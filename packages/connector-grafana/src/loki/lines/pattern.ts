import type { LineParser } from "./parser.ts";

/** A capture of Loki's pattern language, and the text that follows it up to the next. */
interface Part {
  readonly name: string;
  readonly then: string;
}

interface Pattern {
  readonly before: string;
  readonly parts: readonly Part[];
}

const CAPTURE = /<([A-Za-z_][A-Za-z0-9_]*)>/g;

/** `undefined` where the text is no pattern: it captures nothing, or two captures stand side by side. */
export function readPattern(text: string): Pattern | undefined {
  const captures = [...text.matchAll(CAPTURE)];
  const parts = captures.map((capture, i) => ({
    name: capture[1]!,
    then: text.slice(capture.index + capture[0].length, captures[i + 1]?.index),
  }));
  const isAmbiguous = parts.slice(0, -1).some(({ then }) => then === "");
  if (isAmbiguous || parts.every(({ name }) => name === "_")) return undefined;
  return { before: text.slice(0, captures[0]!.index), parts };
}

/**
 * Loki's pattern language: `<ip> - <user> "<method> <_>"`. A capture reaches to the first occurrence of the text that
 * follows it, the last one to the end; `<_>` is left out. The line must begin as the pattern does.
 */
export function patternParser({ before, parts }: Pattern): LineParser {
  return (line) => {
    if (!line.startsWith(before)) return undefined;
    const fields: (readonly [string, string])[] = [];
    let from = before.length;
    for (const { name, then } of parts) {
      const to = then === "" ? line.length : line.indexOf(then, from);
      if (to < 0) return undefined;
      if (name !== "_") fields.push([name, line.slice(from, to)]);
      from = to + then.length;
    }
    return { fields };
  };
}

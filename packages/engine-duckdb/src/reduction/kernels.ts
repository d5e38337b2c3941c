import type { Expression } from "@winnow/core";

/** Computes a number from the well-formed UTF-8 text at `bytes[start..end)`. */
export type Kernel = (bytes: Uint8Array, start: number, end: number) => number;

/**
 * A kernel for an expression over one column, where there is one: for the operators that SQL computes ten times slower
 * than a loop over bytes does.
 */
export function kernelOf(expression: Expression): Kernel | undefined {
  if (expression.op !== "apply" || expression.args[0]?.op !== "column") return undefined;
  const [, literal] = expression.args;
  switch (expression.operator) {
    case "charScore":
      return charScore;
    case "countChars":
      return literal?.op === "literal" ? countChars(String(literal.value)) : undefined;
    default:
      return undefined;
  }
}

function charScore(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end;) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      sum += byte;
      at++;
    } else {
      sum += codePoint(bytes, at);
      at += sequenceLength(byte);
    }
  }
  return sum;
}

function countChars(characters: string): Kernel {
  const set = new Set(Array.from(characters.toWellFormed(), (character) => character.codePointAt(0)!));
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => (set.has(code) ? 1 : 0));
  return (bytes, start, end) => {
    let count = 0;
    for (let at = start; at < end;) {
      const byte = bytes[at]!;
      if (byte < 0x80) {
        count += ascii[byte]!;
        at++;
      } else {
        if (set.has(codePoint(bytes, at))) count++;
        at += sequenceLength(byte);
      }
    }
    return count;
  };
}

function sequenceLength(lead: number): number {
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** Code point of the multi-byte sequence at `at`. */
function codePoint(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const second = bytes[at + 1]! & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | second;
  const third = bytes[at + 2]! & 0x3f;
  if (lead < 0xf0) return ((lead & 0x0f) << 12) | (second << 6) | third;
  return ((lead & 0x07) << 18) | (second << 12) | (third << 6) | (bytes[at + 3]! & 0x3f);
}

import type { IntegerValues } from "../tables/table.ts";

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const MINUS = 0x2d;
const ZERO = 0x30;
/** Sign and digits of any safe integer, and the separator after it. */
const MOST_BYTES_PER_CELL = 18;

/**
 * Lines of integers, digit by digit into one buffer: a line for every event is the bulk of a run's output, and making
 * a string of each cell would cost several times as much.
 *
 * @param columns safe integers, all columns equally long
 */
export function integerLines(rows: number, columns: readonly IntegerValues[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(rows * columns.length * MOST_BYTES_PER_CELL);
  let end = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns.length; column++) {
      end = writeInteger(bytes, end, columns[column]![row]!);
      bytes[end++] = COMMA;
    }
    bytes[end - 1] = LINE_FEED;
  }
  return bytes.subarray(0, end);
}

/** Writes `value` from `start` on and gives the offset behind its last digit. */
function writeInteger(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  if (rest < 0) {
    bytes[at++] = MINUS;
    rest = -rest;
  }
  const digits = digitsOf(rest);
  const end = at + digits;
  for (let i = end - 1; i >= at; i--) {
    const tenth = Math.floor(rest / 10);
    bytes[i] = ZERO + (rest - tenth * 10);
    rest = tenth;
  }
  return end;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}

import { LIMITS } from "@winnow/core";
import { slices, type UnpackedBytes } from "@winnow/engine-duckdb";

const NEWLINE = 10;

/** Where unpacked data breaks off. */
export interface Break {
  /** Unpacked bytes before it that were read. */
  readonly at: number;
  readonly reason: string;
}

/** The bytes, and `onBreak` where packed data is damaged. */
export async function* allBytes(bytes: UnpackedBytes, onBreak: (at: Break) => void): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const chunk of slices(bytes)) {
    at += chunk.length;
    yield chunk;
  }
  if (bytes.damage !== undefined) onBreak({ at, reason: bytes.damage });
}

/** The bytes without the line that damage cuts off, which would be mistaken for a shorter one. */
export async function* wholeLines(bytes: UnpackedBytes, onBreak: (at: Break) => void): AsyncGenerator<Buffer> {
  let at = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of slices(bytes)) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    // A line that is too long is rejected, whether or not its end is known.
    const isTooLong = end === 0 && heldBytes + chunk.length > LIMITS.recordBytes;
    const given = isTooLong ? chunk.length : end;
    if (given > 0) {
      yield* held;
      yield chunk.subarray(0, given);
      at += heldBytes + given;
      [held, heldBytes] = [[], 0];
    }
    if (given < chunk.length) {
      held.push(chunk.subarray(given));
      heldBytes += chunk.length - given;
    }
  }
  if (bytes.damage === undefined) yield* held;
  else onBreak({ at, reason: bytes.damage });
}

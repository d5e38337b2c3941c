import * as fc from "fast-check";
import { isWinnowError } from "@winnow/core";
import { expect } from "vitest";
import type { Reader } from "../../src/readers/reader.ts";
import { readAll, type Reading } from "./reading.ts";

/** Damage to a valid file: bits flipped, parts overwritten by huge or equal bytes, parts cut out, doubled or put elsewhere. */
export function damaged(valid: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat({ max: Math.max(0, valid.length - 1) });
  const damage = fc.oneof(
    fc.tuple(fc.constant("flip" as const), place, fc.nat({ max: 7 })),
    fc.tuple(fc.constant("fill" as const), place, fc.nat({ max: 255 })),
    fc.tuple(fc.constant("huge" as const), place, fc.constantFrom(0xffff_ffff, 0x7fff_ffff, 0x0000_ffff, 0)),
    fc.tuple(fc.constant("cut" as const), place, fc.nat({ max: 300 })),
    fc.tuple(fc.constant("end" as const), place, fc.constant(0)),
    fc.tuple(fc.constant("move" as const), place, place),
  );
  return fc.array(damage, { minLength: 1, maxLength: 6 }).map((all) => {
    let bytes: Buffer = Buffer.from(valid);
    for (const one of all) bytes = applied(bytes, one);
    return bytes;
  });
}

type Damage = readonly ["flip" | "fill" | "huge" | "cut" | "end" | "move", number, number];

function applied(bytes: Buffer, [kind, at, what]: Damage): Buffer {
  if (at + 4 > bytes.length) return bytes;
  switch (kind) {
    case "flip":
      bytes[at]! ^= 1 << what;
      return bytes;
    case "fill":
      return bytes.fill(what, at, Math.min(at + 16, bytes.length));
    case "huge":
      bytes.writeUInt32LE(what, at);
      return bytes;
    case "cut":
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + what)]);
    case "end":
      return bytes.subarray(0, at);
    case "move":
      bytes.copyWithin(at, what, what + 64);
      return bytes;
  }
}

/** Milliseconds. Slower than this is a hang: honest files of this size take a thousandth of it. */
export const TIME_LIMIT = 5000;

export interface Survival {
  /** Absent where the file as a whole was refused, with a coded error. */
  readonly reading?: Reading;
  readonly milliseconds: number;
}

/** Reads whatever it is to the end. Only a coded error may stop the reader, and its batches must be whole. */
export async function readWhatever(reader: Reader, bytes: Uint8Array, pieces = 65_536): Promise<Survival> {
  const start = performance.now();
  try {
    const reading = await readAll(reader, bytes, pieces);
    const milliseconds = performance.now() - start;
    for (const { columns, rows, values } of reading.batches) {
      expect(new Set(columns.map((name) => name.toLowerCase())).size).toBe(columns.length);
      expect(values.filter((column) => column.length !== rows)).toEqual([]);
    }
    return { reading, milliseconds };
  } catch (error) {
    if (!isWinnowError(error)) throw error;
    return { milliseconds: performance.now() - start };
  }
}

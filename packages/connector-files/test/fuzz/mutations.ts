/** Whole numbers and choices from a source of chance. */
export class Dice {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  happens(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

/** Numbers at which lengths and offsets break. */
const NUMBERS: readonly number[] = [0, 1, 2, 0x7f, 0xff, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff, 0xffff_ffff];

const PAGE = 4096;

/** Changes some bytes between `from` and `to`, or bytes from there on. */
type Mutation = (bytes: Buffer, at: number, dice: Dice, other: Buffer) => Buffer;

const change =
  (write: (bytes: Buffer, at: number, dice: Dice) => void): Mutation =>
  (bytes, at, dice) => {
    if (at + 8 <= bytes.length) write(bytes, at, dice);
    return bytes;
  };

const insert = (bytes: Buffer, at: number, inserted: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);

const MUTATIONS: readonly Mutation[] = [
  change((bytes, at, dice) => (bytes[at]! ^= 1 << dice.below(8))),
  change((bytes, at, dice) => (bytes[at] = dice.below(256))),
  change((bytes, at, dice) => bytes.writeUInt16LE(dice.pick(NUMBERS) & 0xffff, at)),
  change((bytes, at, dice) => bytes.writeUInt32LE(dice.pick(NUMBERS), at)),
  change((bytes, at, dice) => bytes.writeUInt32LE((bytes.readUInt32LE(at) + dice.below(17) - 8) >>> 0, at)),
  change((bytes, at, dice) => bytes.copyWithin(at, dice.below(bytes.length), dice.below(bytes.length))),
  // A page that was wiped, or never reached the disk.
  (bytes, at, dice) => bytes.fill(0, at - (at % 512), Math.min(bytes.length, at - (at % 512) + dice.pick([512, PAGE]))),
  (bytes, at, dice) => (dice.happens(0.2) ? bytes.subarray(0, at) : bytes),
  (bytes, at, dice) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + dice.below(300))]),
  (bytes, at, dice) => insert(bytes, at, bytes.subarray(at, at + dice.below(2000))),
  (bytes, at, dice, other) => insert(bytes, at, other.subarray(dice.below(other.length)).subarray(0, dice.below(2000))),
  (bytes, at, dice) =>
    insert(bytes, at, Buffer.alloc(dice.below(5000), dice.pick([0, 0x20, 0x22, 0x5c, 0x0a, 0xff, 0x5b, 0x31]))),
];

/**
 * Damages a copy of a file: bits, numbers, pages and ends of it, and parts that are doubled, moved or taken from another.
 * @param place an offset to damage; the file may be shorter
 */
export function mutated(file: Buffer, other: Buffer, place: () => number, dice: Dice): Buffer {
  let bytes: Buffer = Buffer.from(file);
  const count = 1 + dice.below(dice.pick([1, 3, 8]));
  for (let i = 0; i < count && bytes.length > 0; i++) {
    bytes = dice.pick(MUTATIONS)(bytes, place() % bytes.length, dice, other);
  }
  return bytes;
}

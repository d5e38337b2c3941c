import { SMALLEST_RECORD, type ChunkHeader, type NumberRange } from "./records.ts";

/** Records that are missing in front of one that was located. */
export interface Missing {
  /** Their remains are destroyed bytes that were passed over. */
  readonly destroyed: number;
  /** Nothing is left of them. */
  readonly removed: NumberRange | undefined;
}

const NOTHING_MISSING: Missing = { destroyed: 0, removed: undefined };

/**
 * Follows the numbers of a chunk's records. Windows numbers the records of a file one after the other, also those of an
 * exported selection, whose `EventRecordID` keeps the numbers of the original log: a number that is left out is a lost record.
 */
export class RecordNumbers {
  readonly #promised: NumberRange | undefined;
  #first: bigint | undefined;
  #last: bigint | undefined;
  #destroyedBytes = 0;

  /** @param header says with which record the chunk begins, if it is right */
  constructor(header: ChunkHeader | undefined) {
    this.#promised = header?.numbers;
    if (this.#promised === undefined) return;
    this.#first = this.#promised.first;
    this.#last = this.#promised.first - 1n;
  }

  /** Notes bytes in which no record can be located. */
  destroyed(bytes: number): void {
    this.#destroyedBytes = bytes;
  }

  /** Notes a record that was located. */
  located(id: bigint): Missing {
    const bytes = this.#destroyedBytes;
    this.#destroyedBytes = 0;
    const last = this.#last ?? id - 1n;
    const number = this.#canBe(id, last) ? id : last + 1n;
    this.#first ??= number;
    this.#last = number > last ? number : last;
    const passed = number - last - 1n;
    if (passed <= 0n) return NOTHING_MISSING;
    const room = BigInt(Math.floor(bytes / SMALLEST_RECORD));
    return passed <= room
      ? { destroyed: Number(passed), removed: undefined }
      : { destroyed: 0, removed: { first: last + 1n, last: number - 1n } };
  }

  /** A number beyond those that the header promises is damaged, unless it continues them: the log was not closed. */
  #canBe(id: bigint, last: bigint): boolean {
    return this.#promised === undefined || id <= this.#promised.last || id === last + 1n;
  }

  /** Numbers of the chunk's records, also of those that its header promises and that are missing; `undefined` without any. */
  get range(): NumberRange | undefined {
    if (this.#first === undefined || this.#last === undefined || this.#last < this.#first) return undefined;
    const promised = this.#promised?.last ?? this.#last;
    return { first: this.#first, last: promised > this.#last ? promised : this.#last };
  }
}

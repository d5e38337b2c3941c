import { CHUNK_SIZE } from "./blocks.ts";
import { Damage } from "./damage.ts";

/** Steps for each byte of a record. The most expensive of 61,000 records of real logs takes 1.3, a list of single bytes 6. */
const STEPS_PER_BYTE = 8;

/** Steps for a record of any size, so that a small one may be the first to use a large template. */
const STEPS_PER_RECORD = 16_384;

/** Steps for all records of a chunk, however many small ones it holds. */
const STEPS_PER_CHUNK = STEPS_PER_BYTE * CHUNK_SIZE;

/**
 * Bounds the work that the records of one chunk cause. Whatever makes output spends from it in proportion to that output, so
 * that time and memory are at most a constant times the size of the input, however templates and lists multiply.
 */
export class WorkBudget {
  #chunk = STEPS_PER_CHUNK;
  #record = 0;

  /** Starts a record. */
  start(bytes: number): void {
    this.#record = STEPS_PER_RECORD + STEPS_PER_BYTE * bytes;
  }

  /** @throws Damage once the record or its chunk has used up its steps */
  spend(steps: number): void {
    this.#record -= steps;
    this.#chunk -= steps;
    if (this.#record < 0 || this.#chunk < 0) throw new Damage("the record expands beyond all measure");
  }

  /** Spends what `copies` copies of a text cost: a step for 8 characters. */
  spendText(text: string | null, copies = 1): void {
    this.spend(copies * (1 + (text === null ? 0 : text.length >> 3)));
  }
}

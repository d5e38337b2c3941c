const INITIAL_SLOTS = 1 << 10;

/**
 * Numbers distinct rows of doubles 0, 1, 2, … in order of first appearance: an open-addressing hash table over one
 * growing array. Rows are equal when every value is equal (0 and −0 are); NaN may not occur.
 */
export class DistinctRows {
  readonly width: number;
  size = 0;
  #values: Float64Array;
  /** Hash of each row, so that growing does not read the rows again and most comparisons end early. */
  #hashes: Int32Array;
  #slots: Int32Array;
  readonly #bits = new Uint32Array(2);
  readonly #double = new Float64Array(this.#bits.buffer);

  constructor(width: number) {
    this.width = width;
    this.#values = new Float64Array(width * (INITIAL_SLOTS >> 1));
    this.#hashes = new Int32Array(INITIAL_SLOTS >> 1);
    this.#slots = new Int32Array(INITIAL_SLOTS).fill(-1);
  }

  /** The number of `row`, which is copied if it is new. */
  add(row: Float64Array): number {
    if (this.size * 2 >= this.#slots.length) this.#grow();
    const hash = this.#hash(row);
    const slot = this.#find(row, hash);
    const known = this.#slots[slot]!;
    if (known >= 0) return known;
    this.#slots[slot] = this.size;
    this.#hashes[this.size] = hash;
    const { width } = this;
    // Adding 0 turns −0 into 0, so that equal rows are stored equal.
    for (let i = 0; i < width; i++) this.#values[this.size * width + i] = row[i]! + 0;
    return this.size++;
  }

  /** All rows, row-major. A view: valid until the next `add`. */
  values(): Float64Array {
    return this.#values.subarray(0, this.size * this.width);
  }

  /** The slot that holds the row, or the free one where it belongs. */
  #find(row: Float64Array, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const candidate = this.#slots[slot]!;
      if (candidate < 0 || (this.#hashes[candidate] === hash && this.#equals(candidate, row))) return slot;
    }
  }

  #hash(row: Float64Array): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < this.width; i++) {
      this.#double[0] = row[i]! + 0;
      hash = Math.imul(hash ^ this.#bits[0]!, 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 15) ^ this.#bits[1]!, 0xc2b2ae35);
    }
    return (hash ^ (hash >>> 16)) | 0;
  }

  #equals(candidate: number, row: Float64Array): boolean {
    const at = candidate * this.width;
    for (let i = 0; i < this.width; i++) if (this.#values[at + i] !== row[i]) return false;
    return true;
  }

  #grow(): void {
    const capacity = this.#slots.length;
    const values = new Float64Array(this.width * capacity);
    values.set(this.#values);
    this.#values = values;
    const hashes = new Int32Array(capacity);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    this.#slots = new Int32Array(capacity * 2).fill(-1);
    const mask = capacity * 2 - 1;
    for (let index = 0; index < this.size; index++) {
      let slot = hashes[index]! & mask;
      while (this.#slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.#slots[slot] = index;
    }
  }
}

import type { PointSet } from "./point-set.ts";

/** Distinct points with summed weights. */
export interface UniqueRows {
  readonly points: PointSet & { readonly weights: Float64Array };
  /** Row of the input where each distinct point first appears; ascending. */
  readonly firstRows: Int32Array;
  /** For each row of the input, its distinct point. */
  readonly indexOf: Int32Array;
}

const HASH_START = 0x9e3779b9;
const SMALLEST_TABLE = 1024;
const ROWS_PER_STEP = 50_000;

/**
 * Folds equal points into one, summing their weights, in order of first appearance. Exact: only equal coordinates fold
 * (0 and -0 are equal). O(n) time, and memory for the lookup follows the number of distinct points.
 *
 * Density clustering of the result equals that of the input, since a weighted point stands for its repetitions.
 *
 * @param points finite coordinates; not checked
 */
export function uniqueRows(points: PointSet): UniqueRows {
  const steps = uniqueRowSteps(points);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * {@link uniqueRows} in steps of a few milliseconds, for callers that must stay responsive: each step yields the share done,
 * 0 to 1, and the result is returned at the end.
 */
export function* uniqueRowSteps(points: PointSet): Generator<number, UniqueRows, void> {
  const { rows } = points;
  const table = new RowTable(points);
  const indexOf = new Int32Array(rows);
  for (let from = 0; from < rows; from += ROWS_PER_STEP) {
    table.addAll(indexOf, from, Math.min(rows, from + ROWS_PER_STEP));
    yield Math.min(1, (from + ROWS_PER_STEP) / rows);
  }
  const firstRows = table.firstRows.slice(0, table.count);
  return { points: pickRows(points, firstRows, indexOf), firstRows, indexOf };
}

function pickRows(points: PointSet, firstRows: Int32Array, indexOf: Int32Array): UniqueRows["points"] {
  const { rows, dimensions, weights } = points;
  const count = firstRows.length;
  const data = new Float64Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    const from = firstRows[i]! * dimensions;
    for (let j = 0; j < dimensions; j++) data[i * dimensions + j] = points.data[from + j]!;
  }
  const summed = new Float64Array(count);
  if (weights === undefined) for (let row = 0; row < rows; row++) summed[indexOf[row]!]!++;
  else for (let row = 0; row < rows; row++) summed[indexOf[row]!]! += weights[row]!;
  return { rows: count, dimensions, data, weights: summed };
}

/**
 * Whether evenly spread sample rows repeat one another: a cheap sign that folding the whole set pays. Sampling decides on
 * speed only, never on a result.
 *
 * @param sample rows looked at, at most
 */
export function samplesRepeat(points: PointSet, sample: number): boolean {
  const { rows, dimensions, data } = points;
  const count = Math.min(rows, sample);
  const picked = new Float64Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * rows) / count) * dimensions;
    for (let j = 0; j < dimensions; j++) picked[i * dimensions + j] = data[from + j]!;
  }
  const table = new RowTable({ rows: count, dimensions, data: picked });
  table.addAll(new Int32Array(count), 0, count);
  // A few chance repeats do not pay for a pass over everything; one in 64 of a sample means many more in the whole.
  return table.count < count - (count >> 6);
}

/** Open addressing over row contents, with linear probing; grows with the number of distinct rows. */
class RowTable {
  count: number = 0;
  firstRows: Int32Array = new Int32Array(SMALLEST_TABLE);
  readonly #data: Float64Array;
  readonly #words: Int32Array;
  readonly #dimensions: number;
  /** Distinct point per slot, plus 1; 0 is free. */
  #slots: Int32Array = new Int32Array(SMALLEST_TABLE);
  #hashes: Int32Array = new Int32Array(SMALLEST_TABLE);

  constructor(points: PointSet) {
    const { data } = points;
    this.#data = data;
    // The bits of the coordinates are hashed; a view costs nothing.
    this.#words = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
    this.#dimensions = points.dimensions;
  }

  /** Looks up the rows `from` to `to`, adding those not seen yet, and writes their distinct points to `indexOf`. */
  addAll(indexOf: Int32Array, from: number, to: number): void {
    const data = this.#data;
    const words = this.#words;
    const dimensions = this.#dimensions;
    let slots = this.#slots;
    let mask = slots.length - 1;
    for (let row = from; row < to; row++) {
      const offset = row * dimensions;
      let hash = HASH_START;
      for (let j = offset; j < offset + dimensions; j++) {
        if (data[j] === 0) {
          // 0 and -0 differ in bits but are the same coordinate.
          hash = Math.imul(hash, 0x85ebca6b);
        } else {
          hash = Math.imul(hash ^ words[2 * j]!, 0x85ebca6b);
          hash = Math.imul(hash ^ (hash >>> 15) ^ words[2 * j + 1]!, 0xc2b2ae35);
        }
        hash ^= hash >>> 13;
      }
      let slot = hash & mask;
      let found = slots[slot]!;
      while (found !== 0 && !this.#equal(offset, this.firstRows[found - 1]! * dimensions)) {
        slot = (slot + 1) & mask;
        found = slots[slot]!;
      }
      if (found === 0) {
        found = this.#insert(row, slot, hash);
        slots = this.#slots;
        mask = slots.length - 1;
      }
      indexOf[row] = found - 1;
    }
  }

  #equal(a: number, b: number): boolean {
    const data = this.#data;
    for (let j = 0; j < this.#dimensions; j++) if (data[a + j] !== data[b + j]) return false;
    return true;
  }

  #insert(row: number, slot: number, hash: number): number {
    if (this.count === this.firstRows.length) {
      this.firstRows = grown(this.firstRows);
      this.#hashes = grown(this.#hashes);
    }
    this.firstRows[this.count] = row;
    this.#hashes[this.count] = hash;
    this.count++;
    this.#slots[slot] = this.count;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return this.count;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let i = 0; i < this.count; i++) {
      let slot = this.#hashes[i]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = i + 1;
    }
    this.#slots = slots;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

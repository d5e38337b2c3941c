/** Ascending data rows as ranges: runs of rejected records cost nothing. */
export class RowRanges {
  #starts = new Float64Array(16);
  #ends = new Float64Array(16);
  #length = 0;
  /** Number of rows. */
  count = 0;

  /** Number of ranges. */
  get length(): number {
    return this.#length;
  }

  startOf(range: number): number {
    return this.#starts[range]!;
  }

  endOf(range: number): number {
    return this.#ends[range]!;
  }

  /** Adds `count` rows from `first`, which is above all rows so far. */
  add(first: number, count: number = 1): void {
    if (count === 0) return;
    this.count += count;
    if (this.#length > 0 && this.#ends[this.#length - 1] === first) {
      this.#ends[this.#length - 1] = first + count;
      return;
    }
    if (this.#length === this.#starts.length) this.#grow();
    this.#starts[this.#length] = first;
    this.#ends[this.#length++] = first + count;
  }

  /** Adds the rows of other ranges, each `offset` further down. */
  addAll(ranges: RowRanges, offset: number): void {
    for (let i = 0; i < ranges.length; i++) {
      this.add(ranges.startOf(i) + offset, ranges.endOf(i) - ranges.startOf(i));
    }
  }

  #grow(): void {
    const [starts, ends] = [this.#starts, this.#ends];
    this.#starts = new Float64Array(2 * this.#length);
    this.#ends = new Float64Array(2 * this.#length);
    this.#starts.set(starts);
    this.#ends.set(ends);
  }
}

/**
 * Data rows of the inputs and positions among the records that could be read. Rejected records keep their numbers, so
 * a position is below its row by the number of rejected rows below it.
 */
export class RowNumbers {
  readonly #rejected: RowRanges;
  /** Rejected rows below each range. */
  readonly #below: Float64Array;

  constructor(rejected: RowRanges) {
    this.#rejected = rejected;
    this.#below = new Float64Array(rejected.length + 1);
    for (let i = 0; i < rejected.length; i++) {
      this.#below[i + 1] = this.#below[i]! + rejected.endOf(i) - rejected.startOf(i);
    }
  }

  /** Data row of the record at a position. */
  rowAt(position: number): number {
    // A range is below the position's row if at most `position` readable records come before it.
    const ranges = this.#rangesWhere((range) => this.#rejected.startOf(range) - this.#below[range]! <= position);
    return position + this.#below[ranges]!;
  }

  /** Position of the record at a data row, or undefined where that was rejected. */
  positionOf(row: number): number | undefined {
    const ranges = this.#rangesWhere((range) => this.#rejected.startOf(range) <= row);
    if (ranges > 0 && row < this.#rejected.endOf(ranges - 1)) return undefined;
    return row - this.#below[ranges]!;
  }

  /** Number of ranges that meet a condition, which the first ones meet. */
  #rangesWhere(meets: (range: number) => boolean): number {
    let low = 0;
    let high = this.#rejected.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (meets(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

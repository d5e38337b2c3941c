/**
 * Data rows of the inputs and positions among the records that could be read. Rejected records keep their numbers, so
 * a position stands before its row by the number of rejected rows below it.
 */
export class RowNumbers {
  /** Data rows of rejected records, ascending. */
  readonly #rejected: Float64Array;

  constructor(rejected: Float64Array) {
    this.#rejected = rejected;
  }

  /** Data row of the record at a position. */
  rowAt(position: number): number {
    let low = 0;
    let high = this.#rejected.length;
    // The i-th rejected row lies below the position's row if at most `position` readable records come before it.
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rejected[middle]! - middle <= position) low = middle + 1;
      else high = middle;
    }
    return position + low;
  }

  /** Position of the record at a data row, or undefined where that was rejected. */
  positionOf(row: number): number | undefined {
    const low = this.#rejectedBelow(row);
    return this.#rejected[low] === row ? undefined : row - low;
  }

  /** Number of readable records before a data row: the position of the first one at or after it. */
  firstPositionFrom(row: number): number {
    return row - this.#rejectedBelow(row);
  }

  #rejectedBelow(row: number): number {
    let low = 0;
    let high = this.#rejected.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#rejected[middle]! < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

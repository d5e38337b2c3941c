/**
 * Sums kept side by side, each with its rounding error, so that the order of terms shows only in the last digit.
 * A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54, 1974.
 */
export class CompensatedSums {
  readonly #sum: Float64Array;
  readonly #error: Float64Array;

  /** @param count number of sums, each 0 at first */
  constructor(count: number) {
    this.#sum = new Float64Array(count);
    this.#error = new Float64Array(count);
  }

  /** Adds a term, which may be Infinity, to one of the sums. */
  add(index: number, term: number): void {
    const before = this.#sum[index]!;
    const after = before + term;
    this.#sum[index] = after;
    // The error of an infinite sum would be NaN.
    if (after === Infinity) return;
    this.#error[index]! += Math.abs(before) >= Math.abs(term) ? before - after + term : term - after + before;
  }

  /** The value of one of the sums. */
  value(index: number): number {
    return this.#sum[index]! + this.#error[index]!;
  }
}

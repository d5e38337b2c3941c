/** The figures of a box plot. */
export interface Box {
  /** Sum of the weights. */
  readonly events: number;
  readonly smallest: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly largest: number;
  /** The outermost values within 1.5 times the distance of the quartiles from them (Tukey 1977). */
  readonly whiskers: readonly [lower: number, upper: number];
}

const REACH = 1.5;

/**
 * The box of values of which each counts as often as its weight, as if it were written down that often: quartiles
 * between two values lie between them by proportion (Hyndman and Fan 1996, type 7), as NumPy and pandas have it.
 *
 * @param values any order, no NaN
 * @param weights whole numbers above 0, of the same length, which is above 0
 */
export function boxOf(values: ArrayLike<number>, weights: ArrayLike<number>): Box {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const sorted = order.map((i) => values[i]!);
  const upTo = runningTotals(order.map((i) => weights[i]!));
  const events = upTo.at(-1)!;
  const at = (share: number): number => valueAt(sorted, upTo, share * (events - 1));
  const [lowerQuartile, upperQuartile] = [at(0.25), at(0.75)];
  const reach = REACH * (upperQuartile - lowerQuartile);
  const within = sorted.filter((value) => value >= lowerQuartile - reach && value <= upperQuartile + reach);
  return {
    events,
    smallest: sorted[0]!,
    lowerQuartile,
    median: at(0.5),
    upperQuartile,
    largest: sorted.at(-1)!,
    // A quartile between two values may have none of them within reach on its outer side.
    whiskers: [
      Math.min(within[0] ?? lowerQuartile, lowerQuartile),
      Math.max(within.at(-1) ?? upperQuartile, upperQuartile),
    ],
  };
}

export function isOutlier({ whiskers }: Box, value: number): boolean {
  return value < whiskers[0] || value > whiskers[1];
}

function runningTotals(weights: readonly number[]): number[] {
  let total = 0;
  return weights.map((weight) => (total += weight));
}

/** The value at a place counted from 0 in the list in which each value stands as often as it weighs. */
function valueAt(sorted: readonly number[], upTo: readonly number[], place: number): number {
  const below = Math.floor(place);
  const low = sorted[firstAbove(upTo, below)]!;
  const part = place - below;
  if (part === 0) return low;
  const high = sorted[firstAbove(upTo, below + 1)]!;
  return low + part * (high - low);
}

function firstAbove(upTo: readonly number[], place: number): number {
  let [low, high] = [0, upTo.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (upTo[middle]! > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Distances the index can measure. */
export type Metric = "euclidean" | "manhattan" | "chebyshev";

/**
 * A distance before its final, order-preserving step: the plain sum of squared differences for `euclidean`, the distance
 * itself for the other metrics. Comparisons are made on reduced distances so that no square root can move a tie.
 *
 * Terms are added left to right, one dimension after the other. Every rounding step is monotone, so the same arithmetic
 * on a box's nearest corner can only give a value at or below the value for any point in the box: pruning with it is exact,
 * even where squares underflow to 0 or overflow to Infinity.
 *
 * @param bound the sum may stop once it exceeds this; the value returned is then only known to exceed `bound`
 */
export type ReducedDistance = (
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  dimensions: number,
  bound: number,
) => number;

function squaredEuclidean(
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  dimensions: number,
  bound: number,
): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) {
    const difference = a[aOffset + j]! - b[bOffset + j]!;
    sum += difference * difference;
    if (sum > bound) return sum;
  }
  return sum;
}

function manhattan(
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  dimensions: number,
  bound: number,
): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) {
    sum += Math.abs(a[aOffset + j]! - b[bOffset + j]!);
    if (sum > bound) return sum;
  }
  return sum;
}

function chebyshev(
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  dimensions: number,
  bound: number,
): number {
  let largest = 0;
  for (let j = 0; j < dimensions; j++) {
    const difference = Math.abs(a[aOffset + j]! - b[bOffset + j]!);
    if (difference > largest) {
      largest = difference;
      if (largest > bound) return largest;
    }
  }
  return largest;
}

const REDUCED: Readonly<Record<Metric, ReducedDistance>> = { euclidean: squaredEuclidean, manhattan, chebyshev };

/** The function that measures reduced distances of a metric. */
export function reducedDistance(metric: Metric): ReducedDistance {
  return REDUCED[metric];
}

/** The reduced distance that belongs to a radius: `radius * radius` for `euclidean`, else the radius. */
export function reduceRadius(metric: Metric, radius: number): number {
  return metric === "euclidean" ? radius * radius : radius;
}

/** The true distance that belongs to a reduced one. */
export function expandDistance(metric: Metric, reduced: number): number {
  return metric === "euclidean" ? Math.sqrt(reduced) : reduced;
}

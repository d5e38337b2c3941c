import { badShape, badWeight, notFinite } from "./errors.ts";
import type { SpatialError } from "./errors.ts";

/** Points as one flat array. */
export interface PointSet {
  /** Number of points, n. */
  readonly rows: number;
  /** Number of coordinates of a point, d. */
  readonly dimensions: number;
  /** n x d coordinates, row after row. All must be finite. */
  readonly data: Float64Array;
  /** n weights of 0 or more: how many times each point occurs. 1 each when left out. */
  readonly weights?: Float64Array | undefined;
}

/** Bounding box of points; Infinity to -Infinity where there are none. */
export interface Bounds {
  /** d lower bounds. */
  readonly low: Float64Array;
  /** d upper bounds. */
  readonly high: Float64Array;
}

/** Values looked at per call: short calls let an engine compile the loop early instead of interpreting all of it. */
const VALUES_PER_CALL = 2048;

/**
 * Refuses points that no distance can be computed for.
 *
 * @returns the bounding box, which the same pass gives
 * @throws SpatialError `bad-shape`, `not-finite` (naming row and column) or `bad-weight` (naming the row)
 */
export function validatePoints(points: PointSet): Bounds {
  const { rows, dimensions, data, weights } = points;
  if (data.length !== rows * dimensions) throw badShape("data", rows * dimensions, data.length);
  if (weights !== undefined && weights.length !== rows) throw badShape("weights", rows, weights.length);
  const low = new Float64Array(dimensions).fill(Infinity);
  const high = new Float64Array(dimensions).fill(-Infinity);
  const perCall = Math.ceil(VALUES_PER_CALL / Math.max(1, dimensions)) * dimensions;
  for (let from = 0; from < data.length; from += perCall) {
    const to = Math.min(data.length, from + perCall);
    if (widen(data, dimensions, from, to, low, high) !== 0) throw firstNotFinite(data, dimensions);
  }
  if (weights !== undefined) validateWeights(weights);
  return { low, high };
}

/** Widens the bounds by rows of data; returns 0, or NaN when some value is not finite. */
function widen(
  data: Float64Array,
  dimensions: number,
  from: number,
  to: number,
  low: Float64Array,
  high: Float64Array,
): number {
  let check = 0;
  for (let j = 0; j < dimensions; j++) {
    let least = low[j]!;
    let most = high[j]!;
    for (let i = from + j; i < to; i += dimensions) {
      const value = data[i]!;
      // 0 for finite values, NaN for the others: no branch.
      check += value - value;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    low[j] = least;
    high[j] = most;
  }
  return check;
}

function firstNotFinite(data: Float64Array, dimensions: number): SpatialError {
  const at = data.findIndex((value) => !Number.isFinite(value));
  return notFinite(Math.floor(at / dimensions), at % dimensions, data[at]!);
}

function validateWeights(weights: Float64Array): void {
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    if (!(weight >= 0 && weight < Infinity)) throw badWeight(row, weight);
  }
}

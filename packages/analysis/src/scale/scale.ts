import type { PointMatrix } from "@winnow/core";
import type { Scale } from "../plan.ts";

/**
 * Brings features to comparable lengths. `standard`, `robust` and `minmax` work per feature over all events (weights
 * count), `l2` per point. A feature that never varies becomes 0.
 *
 * - `l2`: unit Euclidean length, squares summed left to right; the zero vector stays.
 * - `standard`: mean 0, standard deviation 1 (of the population).
 * - `robust`: median 0, interquartile range 1; where the quartiles meet, the standard deviation stands in.
 * - `minmax`: 0 to 1.
 */
export function scalePoints(points: PointMatrix, scale: Scale): PointMatrix {
  if (scale === "none" || points.rows === 0) return points;
  return { ...points, data: scale === "l2" ? unitLength(points) : perFeature(points, CENTRES[scale]) };
}

function unitLength({ rows, columns, data }: PointMatrix): Float64Array {
  const width = columns.length;
  const scaled = data.slice();
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let f = 0; f < width; f++) sum += data[i * width + f]! * data[i * width + f]!;
    const length = Math.sqrt(sum);
    if (length > 0) for (let f = 0; f < width; f++) scaled[i * width + f]! /= length;
  }
  return scaled;
}

/** A range this small beside the deviation is rounding, and dividing by it could overflow. */
const ROUNDING = 1e-12;

/** Offset and divisor of one feature's values. */
type Centre = (values: Float64Array, weights: Float64Array) => readonly [offset: number, divisor: number];

const CENTRES: Readonly<Record<"standard" | "robust" | "minmax", Centre>> = {
  standard: (values, weights) => moments(values, weights),
  robust: (values, weights) => {
    const sorted = sortedByValue(values, weights);
    const range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
    const [, deviation] = moments(values, weights);
    return [quantile(sorted, 0.5), range > ROUNDING * deviation ? range : deviation];
  },
  minmax: (values) => {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
    return [low, high - low];
  },
};

function perFeature({ rows, columns, data, weights }: PointMatrix, centre: Centre): Float64Array {
  const width = columns.length;
  const scaled = new Float64Array(data.length);
  const values = new Float64Array(rows);
  for (let f = 0; f < width; f++) {
    for (let i = 0; i < rows; i++) values[i] = data[i * width + f]!;
    const [offset, divisor] = centre(values, weights);
    if (divisor === 0) continue;
    for (let i = 0; i < rows; i++) scaled[i * width + f] = (values[i]! - offset) / divisor;
  }
  return scaled;
}

function moments(values: Float64Array, weights: Float64Array): readonly [mean: number, deviation: number] {
  // Differences of near values are exact: the mean of large values that vary little keeps its digits.
  const origin = values[0]!;
  let [total, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    total += weights[i]!;
    sum += weights[i]! * (values[i]! - origin);
  }
  const mean = origin + sum / total;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += weights[i]! * (values[i]! - mean) ** 2;
  return [mean, Math.sqrt(squares / total)];
}

interface Sorted {
  readonly values: Float64Array;
  /** Events up to and including each value. */
  readonly cumulative: Float64Array;
}

function sortedByValue(values: Float64Array, weights: Float64Array): Sorted {
  const order = Int32Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const sorted = Float64Array.from(order, (index) => values[index]!);
  const cumulative = new Float64Array(values.length);
  let total = 0;
  for (let i = 0; i < order.length; i++) cumulative[i] = total += weights[order[i]!]!;
  return { values: sorted, cumulative };
}

/** The value that the share `q` of the events does not exceed. */
function quantile({ values, cumulative }: Sorted, q: number): number {
  const target = q * cumulative[cumulative.length - 1]!;
  const at = cumulative.findIndex((events) => events >= target);
  return values[at]!;
}

import type { Bounds, Metric, PointSet } from "@winnow/spatial";
import { epsTooSmall } from "./errors.ts";

/** Between these the square of eps neither overflows nor loses digits. */
const LEAST_EPS = 2 ** -500;
const MOST_EPS = 2 ** 500;
/** 2^1023 is the largest power there is, and the inverse of one below 2^-1022 would be infinite. */
const MOST_EXPONENT = 1020;

/** A clustering problem whose squares can be compared. */
export interface ScaledProblem {
  readonly points: PointSet;
  readonly bounds: Bounds;
  readonly eps: number;
  readonly metric: Metric;
  /** What coordinates and eps were multiplied by: a power of two, which rounds nothing. */
  readonly scale: number;
}

/**
 * The same problem for an eps whose square would overflow or vanish: scaled so that eps is near 1. At eps 0 only equal points
 * are neighbours, in any metric, and the largest difference, unlike the sum of squares, is 0 only for those.
 *
 * @throws WinnowError WN1816 when eps and coordinates have no scale in common
 */
export function inRange(points: PointSet, bounds: Bounds, eps: number, metric: Metric): ScaledProblem {
  if (metric !== "euclidean") return { points, bounds, eps, metric, scale: 1 };
  if (eps === 0) return { points, bounds, eps, metric: "chebyshev", scale: 1 };
  if (eps === Infinity || (eps >= LEAST_EPS && eps <= MOST_EPS)) return { points, bounds, eps, metric, scale: 1 };
  const exponent = Math.max(-MOST_EXPONENT, Math.min(MOST_EXPONENT, -Math.round(Math.log2(eps))));
  const scale = 2 ** exponent;
  const scaled = (values: Float64Array): Float64Array => values.map((value) => value * scale);
  const data = scaled(points.data);
  if (!data.every(Number.isFinite)) {
    const largest = points.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    throw epsTooSmall({ eps, largest });
  }
  const { low, high } = bounds;
  return {
    points: { ...points, data },
    bounds: { low: scaled(low), high: scaled(high) },
    eps: eps * scale,
    metric,
    scale,
  };
}

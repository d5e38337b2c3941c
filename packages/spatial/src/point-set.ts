import { badShape, badWeight, notFinite } from "./errors.ts";

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

/**
 * Refuses points that no distance can be computed for.
 *
 * @throws SpatialError `bad-shape`, `not-finite` (naming row and column) or `bad-weight` (naming the row)
 */
export function validatePoints(points: PointSet): void {
  const { rows, dimensions, data, weights } = points;
  if (data.length !== rows * dimensions) throw badShape("data", rows * dimensions, data.length);
  if (weights !== undefined && weights.length !== rows) throw badShape("weights", rows, weights.length);
  for (let i = 0; i < data.length; i++) {
    // x - x is 0 for a finite x, else NaN: one comparison covers NaN and both infinities.
    if (data[i]! - data[i]! !== 0) throw notFinite(Math.floor(i / dimensions), i % dimensions, data[i]!);
  }
  if (weights === undefined) return;
  for (let i = 0; i < rows; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Infinity)) throw badWeight(i, weight);
  }
}

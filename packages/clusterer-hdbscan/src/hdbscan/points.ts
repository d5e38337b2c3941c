import { badLength, badRows, badWeight, noColumns, notFinite } from "../errors.ts";

/** Weighted points, row-major. A row of weight w stands for w identical rows. */
export interface Points {
  /** Number of rows, n. */
  readonly rows: number;
  /** Column names; their number is the dimension d. */
  readonly columns: readonly string[];
  /** n × d coordinates, row after row; all finite. */
  readonly data: Float64Array;
  /** n weights, each positive and finite; integers where rows were counted. 1 each when left out. */
  readonly weights?: Float64Array | undefined;
}

/** Points that were checked. */
export interface CheckedPoints extends Points {
  readonly weights: Float64Array;
  /** The largest absolute coordinate, 0 when there is none. */
  readonly largest: number;
}

/**
 * Checks shape, coordinates and weights, and says how large the coordinates are.
 *
 * @throws WinnowError WN1821 naming row and column of the first coordinate that is not finite; WN1822 to WN1825
 */
export function checkPoints({ rows, columns, data, weights = ones(rows) }: Points): CheckedPoints {
  if (!Number.isInteger(rows) || rows < 0) throw badRows({ rows });
  if (columns.length === 0) throw noColumns({});
  if (data.length !== rows * columns.length) {
    throw badLength({ what: "data", expected: rows * columns.length, actual: data.length });
  }
  if (weights.length !== rows) throw badLength({ what: "weights", expected: rows, actual: weights.length });
  for (let row = 0; row < rows; row++) {
    const weight = weights[row]!;
    if (!(weight > 0 && weight < Infinity)) throw badWeight({ row, weight });
  }
  return { rows, columns, data, weights, largest: largestMagnitude(data, columns) };
}

/** No weights for a number of rows that cannot be: the check that follows names it. */
function ones(rows: number): Float64Array {
  return new Float64Array(Number.isInteger(rows) && rows > 0 ? rows : 0).fill(1);
}

function largestMagnitude(data: Float64Array, columns: readonly string[]): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const magnitude = Math.abs(data[i]!);
    if (!(magnitude < Infinity)) {
      const row = Math.floor(i / columns.length);
      throw notFinite({ row, column: columns[i % columns.length]!, value: data[i]! });
    }
    if (magnitude > largest) largest = magnitude;
  }
  return largest;
}

/**
 * The power of two that brings coordinates near 1, or 1 where squares are safe as they are.
 *
 * Squared differences overflow above about 1e154 and vanish below about 1e-154. A power of two scales without rounding,
 * so distances scaled back are the distances of the points given.
 */
export function safeScale(largest: number): number {
  if (largest === 0 || (largest < 1e140 && largest > 1e-100)) return 1;
  // 2^1023 is the largest power there is, and the inverse of one below 2^-1022 would be infinite.
  const exponent = Math.max(-1020, Math.min(1020, -Math.round(Math.log2(largest))));
  return 2 ** exponent;
}

/** Coordinates times `scale`; the same array when there is nothing to scale. */
export function scaleCoordinates(data: Float64Array, scale: number): Float64Array {
  return scale === 1 ? data : data.map((value) => value * scale);
}

/** Sum of the weights. */
export function totalWeight(weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  return sum;
}

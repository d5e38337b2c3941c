/** Weighted points, row-major. */
export interface WeightedPoints {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly data: Float64Array;
  readonly weights: Float64Array;
}

/** The directions along which points differ most, the most telling first. */
export interface PrincipalComponents {
  /** Weighted mean of each column. */
  readonly mean: Float64Array;
  /** Unit vectors, one coefficient per column; the largest coefficient of each is positive. */
  readonly directions: readonly Float64Array[];
  /** Share of the variance along each direction, 0 to 1. */
  readonly explained: readonly number[];
}

/** Principal components of weighted points, a point of weight w counting as w equal points. */
export function principalComponents({ rows, columns, data, weights }: WeightedPoints): PrincipalComponents {
  const width = columns.length;
  const mean = weightedMean(rows, width, data, weights);
  const covariance = weightedCovariance(rows, width, data, weights, mean);
  const { values, vectors } = eigenOfSymmetric(covariance, width);
  const order = values.map((_, i) => i).sort((a, b) => values[b]! - values[a]!);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  return {
    mean,
    directions: order.map((i) => upright(vectors[i]!)),
    explained: order.map((i) => (total > 0 ? Math.max(0, values[i]!) / total : 0)),
  };
}

/** Where the points lie along a direction. */
export function project(
  { rows, columns, data }: WeightedPoints,
  mean: Float64Array,
  direction: Float64Array,
): Float64Array {
  const width = columns.length;
  const along = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let f = 0; f < width; f++) sum += (data[i * width + f]! - mean[f]!) * direction[f]!;
    along[i] = sum;
  }
  return along;
}

function weightedMean(rows: number, width: number, data: Float64Array, weights: Float64Array): Float64Array {
  const mean = new Float64Array(width);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    total += weights[i]!;
    for (let f = 0; f < width; f++) mean[f]! += weights[i]! * data[i * width + f]!;
  }
  return total > 0 ? mean.map((sum) => sum / total) : mean;
}

function weightedCovariance(
  rows: number,
  width: number,
  data: Float64Array,
  weights: Float64Array,
  mean: Float64Array,
): Float64Array {
  const covariance = new Float64Array(width * width);
  for (let i = 0; i < rows; i++) {
    for (let a = 0; a < width; a++) {
      const along = weights[i]! * (data[i * width + a]! - mean[a]!);
      for (let b = a; b < width; b++) covariance[a * width + b]! += along * (data[i * width + b]! - mean[b]!);
    }
  }
  for (let a = 0; a < width; a++) for (let b = 0; b < a; b++) covariance[a * width + b] = covariance[b * width + a]!;
  return covariance;
}

const MOST_SWEEPS = 60;

/** Cyclic Jacobi rotations: for the few features of a profile, a few lines do what a library would bring 80 kB for. */
function eigenOfSymmetric(
  matrix: Float64Array,
  width: number,
): { readonly values: number[]; readonly vectors: Float64Array[] } {
  const a = matrix.slice();
  const vectors = Array.from({ length: width }, (_, i) => Float64Array.from({ length: width }, (__, j) => +(i === j)));
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a, width) > 0; sweep++) {
    for (let p = 0; p < width; p++) for (let q = p + 1; q < width; q++) rotate(a, vectors, width, p, q);
  }
  return { values: Array.from({ length: width }, (_, i) => a[i * width + i]!), vectors };
}

function offDiagonal(a: Float64Array, width: number): number {
  let sum = 0;
  for (let p = 0; p < width; p++) for (let q = p + 1; q < width; q++) sum += Math.abs(a[p * width + q]!);
  return sum;
}

/** Turns the plane of axes `p` and `q` so that they no longer vary together. */
function rotate(a: Float64Array, vectors: Float64Array[], width: number, p: number, q: number): void {
  const apq = a[p * width + q]!;
  if (apq === 0) return;
  const theta = (a[q * width + q]! - a[p * width + p]!) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < width; k++) {
    const [kp, kq] = [a[k * width + p]!, a[k * width + q]!];
    a[k * width + p] = c * kp - s * kq;
    a[k * width + q] = s * kp + c * kq;
  }
  for (let k = 0; k < width; k++) {
    const [pk, qk] = [a[p * width + k]!, a[q * width + k]!];
    a[p * width + k] = c * pk - s * qk;
    a[q * width + k] = s * pk + c * qk;
    const [vp, vq] = [vectors[p]![k]!, vectors[q]![k]!];
    vectors[p]![k] = c * vp - s * vq;
    vectors[q]![k] = s * vp + c * vq;
  }
  // What rounding left: the rotation was made to take it away, and a sweep must be able to end.
  a[p * width + q] = 0;
  a[q * width + p] = 0;
}

function upright(vector: Float64Array): Float64Array {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

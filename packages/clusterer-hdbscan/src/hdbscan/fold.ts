import type { Steps } from "@winnow/spatial";
import { samplesRepeat, uniqueRowSteps } from "@winnow/spatial";
import type { PointSet } from "@winnow/spatial";

/** Rows, equal ones folded into one of their summed weight. */
export interface FoldedRows {
  readonly rows: number;
  readonly data: Float64Array;
  readonly weights: Float64Array;
  /** For each original row, the row it is folded into; undefined when rows are as they were. */
  readonly indexOf: Int32Array | undefined;
}

/** Rows looked at to decide whether folding pays. */
const SAMPLE = 1024;

/** Folds equal rows when a sample of the rows repeats: without repetition the pass over all rows would only cost. */
export function* foldWhereItPays(points: PointSet): Steps<FoldedRows> {
  return yield* samplesRepeat(points, SAMPLE) ? foldAll(points) : foldNone(points);
}

/** Folds all equal rows. */
export function* foldAll(points: PointSet): Steps<FoldedRows> {
  const { points: distinct, indexOf } = yield* uniqueRowSteps(points);
  return { rows: distinct.rows, data: distinct.data, weights: distinct.weights, indexOf };
}

/** Leaves rows as they are. */
export function* foldNone(points: PointSet): Steps<FoldedRows> {
  const { rows, data, weights = new Float64Array(rows).fill(1) } = points;
  yield 1;
  return { rows, data, weights, indexOf: undefined };
}

/** One label per original row. */
export function spreadLabels(labels: Int32Array, indexOf: Int32Array | undefined): Int32Array {
  if (indexOf === undefined) return labels;
  const perRow = new Int32Array(indexOf.length);
  for (let row = 0; row < indexOf.length; row++) perRow[row] = labels[indexOf[row]!]!;
  return perRow;
}

/** One value, times a factor, per original row; the same array where nothing changes. */
export function spread(values: Float64Array, indexOf: Int32Array | undefined, factor: number): Float64Array {
  if (indexOf === undefined) return factor === 1 ? values : values.map((value) => value * factor);
  const perRow = new Float64Array(indexOf.length);
  for (let row = 0; row < indexOf.length; row++) perRow[row] = values[indexOf[row]!]! * factor;
  return perRow;
}

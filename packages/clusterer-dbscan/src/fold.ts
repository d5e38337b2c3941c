import { SpatialError, samplesRepeat, uniqueRowSteps, validatePoints } from "@winnow/spatial";
import type { Bounds, PointSet } from "@winnow/spatial";
import { badLength, badWeight, notFinite } from "./errors.ts";
import type { Steps } from "@winnow/spatial";

/** Points to cluster. */
export interface DbscanPoints {
  /** Number of points, n. */
  readonly rows: number;
  /** Names of the d coordinates. */
  readonly columns: readonly string[];
  /** n x d finite coordinates, row after row. */
  readonly data: Float64Array;
  /** n weights of 0 or more: how many times each point occurs. 1 each when left out. */
  readonly weights?: Float64Array | undefined;
}

/** Points checked and, where it pays, without repetitions. */
export interface FoldedPoints {
  readonly points: PointSet;
  readonly bounds: Bounds;
  /** Point of each input row; undefined when nothing was folded and they are the same. */
  readonly indexOf: Int32Array | undefined;
}

/** Rows looked at to decide whether folding equal rows pays. */
const REPEAT_SAMPLE = 1024;
/** Below this many rows the tree copes with repetitions well enough. */
const FOLD_FROM_ROWS = 4096;

/**
 * Checks points and folds equal ones when a sample shows that they repeat: the result is the same, and cost then follows the
 * number of distinct points.
 *
 * @throws WinnowError WN1813 naming row and column, WN1814 or WN1815
 */
export function* checkAndFold(points: DbscanPoints): Steps<FoldedPoints> {
  const { rows, columns, data, weights } = points;
  const set: PointSet = { rows, dimensions: columns.length, data, weights };
  const bounds = check(set, columns);
  yield 0.1;
  if (rows < FOLD_FROM_ROWS || !samplesRepeat(set, REPEAT_SAMPLE)) return { points: set, bounds, indexOf: undefined };
  const unique = yield* uniqueRowSteps(set);
  return { points: unique.points, bounds, indexOf: unique.indexOf };
}

function check(points: PointSet, columns: readonly string[]): Bounds {
  const { rows, dimensions, data, weights } = points;
  if (data.length !== rows * dimensions) {
    throw badLength({ what: "data", expected: rows * dimensions, actual: data.length });
  }
  if (weights !== undefined && weights.length !== rows) {
    throw badLength({ what: "weights", expected: rows, actual: weights.length });
  }
  try {
    return validatePoints(points);
  } catch (error) {
    if (!(error instanceof SpatialError) || error.row === undefined) throw error;
    const { row, column } = error;
    if (column === undefined) throw badWeight({ row, weight: weights![row]! });
    throw notFinite({ row, column: columns[column]!, value: data[row * dimensions + column]! });
  }
}

import { KdTree } from "@winnow/spatial";
import type { Metric } from "@winnow/spatial";
import { checkMetric } from "./check-metric.ts";
import { badEps, badMinPoints } from "./errors.ts";
import { checkAndFold } from "./fold.ts";
import type { DbscanPoints } from "./fold.ts";
import { joinOnGrid } from "./grid-join.ts";
import type { Labels } from "./labels.ts";
import { nearestCore } from "./predict.ts";
import { inRange } from "./range.ts";
import type { ScaledProblem } from "./range.ts";
import { runSteps, runStepsAsync, stepsWithin, type RunControl, type Steps } from "@winnow/spatial";
import { joinOnTree } from "./tree-join.ts";

/** Parameters of {@link dbscan}. */
export interface DbscanOptions {
  /** Radius of a neighbourhood, in the unit of the coordinates; 0 or more. A point at exactly eps is a neighbour. */
  readonly eps: number;
  /** Weight in its neighbourhood, its own included, that makes a point core; above 0. */
  readonly minPoints: number;
  /** Default `euclidean`. */
  readonly metric?: Metric | undefined;
}

/** Result of {@link dbscan}. */
export interface DbscanResult {
  /** Cluster of each row, 0 to k - 1 in ascending order of their lowest core row; -1 is noise. */
  readonly labels: Int32Array;
  /** 1 for core rows, else 0. */
  readonly core: Uint8Array;
  /**
   * The cluster of the core point nearest to a vector if it is within eps, else -1; the lowest cluster when several are
   * equally near. The first call builds an index.
   *
   * @param vector d finite coordinates
   * @throws WinnowError WN1815 when the vector has another length than d, WN1817 when it holds NaN or Infinity
   */
  readonly predict: (vector: Float64Array) => number;
}

/** The join takes whole leaves at a time, so that larger ones than a search likes pay. */
const LEAF_SIZE = 32;
/** Below this the tree is at its fastest and the grid saves nothing. */
const GRID_FROM_ROWS = 64;

/**
 * Exact, weighted DBSCAN. A neighbour is a point whose sum of squared differences, taken left to right, is at most eps * eps
 * (for `euclidean`; the other metrics compare their distance with eps). Neighbours of core points are in their cluster; a
 * point near several clusters goes to the lowest. A weighted point counts as that many points, so folding equal rows changes
 * nothing; a point of weight 0 is never core. Whole weights up to a sum of 2^53 add exactly; with others, a sum that only just
 * reaches minPoints may round either way.
 *
 * M. Ester, H.-P. Kriegel, J. Sander, X. Xu, "A density-based algorithm for discovering clusters in large spatial databases
 * with noise", KDD 1996. Memory is linear in n; see `joinOnGrid` and `joinOnTree` for how it is computed.
 *
 * @throws WinnowError WN1811 or WN1812 for eps or minPoints out of range, WN1813 for a coordinate that is not finite (naming row
 *   and column), WN1814 for a bad weight, WN1815 when sizes do not match, WN1816 for an eps that no scale
 *   brings together with the coordinates, WN1818 for an unknown metric; WN1001 when the signal is aborted, which only
 *   `onProgress` can do while this runs
 */
export function dbscan(points: DbscanPoints, options: DbscanOptions, control: RunControl = {}): DbscanResult {
  return runSteps(dbscanSteps(points, options), control);
}

/** {@link dbscan} that returns to the event loop every 30 ms, so that it can be aborted and the page stays responsive. */
export async function dbscanAsync(
  points: DbscanPoints,
  options: DbscanOptions,
  control: RunControl = {},
): Promise<DbscanResult> {
  return runStepsAsync(dbscanSteps(points, options), control);
}

function* dbscanSteps(points: DbscanPoints, options: DbscanOptions): Steps<DbscanResult> {
  const { eps, minPoints, metric = "euclidean" } = options;
  if (!(eps >= 0)) throw badEps({ eps });
  if (!(minPoints > 0)) throw badMinPoints({ minPoints });
  checkMetric(metric);
  const folded = yield* stepsWithin(checkAndFold(points), 0, 0.2);
  const problem = inRange(folded.points, folded.bounds, eps, metric);
  const joined = yield* stepsWithin(join(problem, minPoints), 0.2, 1);
  const result = folded.indexOf === undefined ? joined : unfold(joined, folded.indexOf);
  const predictScaled = nearestCore(problem.points, joined, problem.eps, problem.metric);
  const { scale } = problem;
  return {
    ...result,
    predict: scale === 1 ? predictScaled : (vector) => predictScaled(vector.map((value) => value * scale)),
  };
}

function* join({ points, bounds, eps, metric }: ScaledProblem, minPoints: number): Steps<Labels> {
  if (points.rows >= GRID_FROM_ROWS) {
    const labels = yield* stepsWithin(joinOnGrid(points, bounds, eps, minPoints, metric), 0, 0.4);
    if (labels !== undefined) return labels;
  }
  const tree = yield* stepsWithin(KdTree.steps(points, { metric, leafSize: LEAF_SIZE }), 0.4, 0.6);
  return yield* stepsWithin(joinOnTree(tree, eps, minPoints), 0.6, 1);
}

function unfold(folded: Labels, indexOf: Int32Array): Labels {
  const labels = new Int32Array(indexOf.length);
  const core = new Uint8Array(indexOf.length);
  for (let row = 0; row < indexOf.length; row++) {
    labels[row] = folded.labels[indexOf[row]!]!;
    core[row] = folded.core[indexOf[row]!]!;
  }
  return { labels, core };
}

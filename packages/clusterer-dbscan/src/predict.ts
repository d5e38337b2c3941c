import { KdTree, reducedDistance, reduceRadius } from "@winnow/spatial";
import type { Metric, PointSet } from "@winnow/spatial";
import type { Labels } from "./labels.ts";

/**
 * A function that finds the cluster of the core point nearest to a vector, or -1 when none is within eps. The index is built
 * on first use; the points must not change until then.
 */
export function nearestCore(
  points: PointSet,
  result: Labels,
  eps: number,
  metric: Metric,
): (vector: Float64Array) => number {
  let index: CoreIndex | undefined;
  const bound = reduceRadius(metric, eps);
  const measure = reducedDistance(metric);
  return (vector) => {
    index ??= indexCores(points, result, metric);
    const { tree, data, labels } = index;
    const nearest = tree.nearest(vector, 1).rows[0];
    if (nearest === undefined) return -1;
    const reduced = measure(vector, 0, data, nearest * tree.dimensions, tree.dimensions, Infinity);
    return reduced <= bound ? labels[nearest]! : -1;
  };
}

interface CoreIndex {
  readonly tree: KdTree;
  readonly data: Float64Array;
  readonly labels: Int32Array;
}

/** Core points in order of their clusters: the tree breaks ties by its rows, hence in favour of the lowest cluster. */
function indexCores(points: PointSet, result: Labels, metric: Metric): CoreIndex {
  const { dimensions } = points;
  const rows: number[] = [];
  for (let row = 0; row < points.rows; row++) if (result.core[row] === 1) rows.push(row);
  rows.sort((a, b) => result.labels[a]! - result.labels[b]! || a - b);
  const data = new Float64Array(rows.length * dimensions);
  const labels = new Int32Array(rows.length);
  for (const [i, row] of rows.entries()) {
    data.set(points.data.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions);
    labels[i] = result.labels[row]!;
  }
  return { tree: new KdTree({ rows: rows.length, dimensions, data }, { metric }), data, labels };
}

import { KdTree, reducedDistance, reduceRadius } from "@winnow/spatial";
import type { Metric, PointSet } from "@winnow/spatial";
import { badLength, vectorNotFinite } from "./errors.ts";
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
    if (vector.length !== points.dimensions) {
      throw badLength({ what: "vector", expected: points.dimensions, actual: vector.length });
    }
    const coordinate = vector.findIndex((value) => !Number.isFinite(value));
    if (coordinate >= 0) throw vectorNotFinite({ coordinate, value: vector[coordinate]! });
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
  const rows = coresByCluster(result);
  const data = new Float64Array(rows.length * dimensions);
  const labels = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * dimensions;
    for (let j = 0; j < dimensions; j++) data[i * dimensions + j] = points.data[from + j]!;
    labels[i] = result.labels[rows[i]!]!;
  }
  return { tree: new KdTree({ rows: rows.length, dimensions, data }, { metric }), data, labels };
}

/** Core rows by cluster, then row: a counting sort. */
function coresByCluster({ core, labels }: Labels): Int32Array {
  let clusters = 0;
  for (const label of labels) if (label >= clusters) clusters = label + 1;
  const places = new Int32Array(clusters + 1);
  for (let row = 0; row < core.length; row++) if (core[row] === 1) places[labels[row]! + 1]!++;
  for (let cluster = 0; cluster < clusters; cluster++) places[cluster + 1]! += places[cluster]!;
  const rows = new Int32Array(places[clusters]!);
  for (let row = 0; row < core.length; row++) if (core[row] === 1) rows[places[labels[row]!]!++] = row;
  return rows;
}

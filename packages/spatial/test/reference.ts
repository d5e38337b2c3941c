import { reducedDistance, reduceRadius } from "../src/index.ts";
import type { Metric, PointSet } from "../src/index.ts";

/** Reduced distances from a vector to every row, by the definition. */
export function allReduced(points: PointSet, vector: Float64Array, metric: Metric): number[] {
  const measure = reducedDistance(metric);
  return Array.from({ length: points.rows }, (_, row) =>
    measure(vector, 0, points.data, row * points.dimensions, points.dimensions, Infinity),
  );
}

/** Rows within a radius, ascending. */
export function bruteWithin(points: PointSet, vector: Float64Array, radius: number, metric: Metric): number[] {
  const bound = reduceRadius(metric, radius);
  return [...allReduced(points, vector, metric).entries()]
    .filter(([, reduced]) => reduced <= bound)
    .map(([row]) => row);
}

/** The fewest nearest rows whose weight reaches `count`. */
export function bruteNearest(
  points: PointSet,
  vector: Float64Array,
  count: number,
  metric: Metric,
): { row: number; reduced: number }[] {
  const sorted = [...allReduced(points, vector, metric).entries()]
    .filter(([row]) => weightOf(points, row) > 0)
    .sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  const found: { row: number; reduced: number }[] = [];
  let weight = 0;
  for (const [row, reduced] of sorted) {
    if (weight >= count) break;
    found.push({ row, reduced });
    weight += weightOf(points, row);
  }
  return found;
}

export function weightOf(points: PointSet, row: number): number {
  return points.weights === undefined ? 1 : points.weights[row]!;
}

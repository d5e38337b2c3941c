import { reducedDistance, reduceRadius } from "@winnow/spatial";
import type { DbscanOptions, DbscanPoints } from "../src/index.ts";

/** DBSCAN by the definition, comparing every pair. */
export function bruteDbscan(points: DbscanPoints, options: DbscanOptions): { labels: number[]; core: number[] } {
  const { rows, columns, data } = points;
  const { eps, minPoints, metric = "euclidean" } = options;
  const d = columns.length;
  const measure = reducedDistance(metric);
  const bound = reduceRadius(metric, eps);
  // Where the square of eps would overflow or vanish the plain sum of squares says nothing.
  const isExtreme = metric === "euclidean" && (eps < 1e-150 || eps > 1e150);
  const distance = (a: number, b: number): number =>
    Math.hypot(...columns.map((_, j) => data[a * d + j]! - data[b * d + j]!));
  const near = (a: number, b: number): boolean =>
    isExtreme ? distance(a, b) <= eps : measure(data, a * d, data, b * d, d, Infinity) <= bound;
  const weight = (row: number): number => (points.weights === undefined ? 1 : points.weights[row]!);
  const all = Array.from({ length: rows }, (_, row) => row);
  const core = all.map((row) => {
    const sum = all.reduce((total, other) => (near(row, other) ? total + weight(other) : total), 0);
    return sum >= minPoints && weight(row) > 0 ? 1 : 0;
  });
  const labels = all.map(() => -1);
  let next = 0;
  for (const seed of all) {
    if (core[seed] !== 1 || labels[seed] !== -1) continue;
    const id = next++;
    const queue = [seed];
    labels[seed] = id;
    for (let row = queue.pop(); row !== undefined; row = queue.pop()) {
      for (const other of all) {
        if (labels[other] !== -1 || !near(row, other)) continue;
        labels[other] = id;
        if (core[other] === 1) queue.push(other);
      }
    }
  }
  return { labels, core };
}

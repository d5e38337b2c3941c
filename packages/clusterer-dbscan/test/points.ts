import type { DbscanPoints } from "../src/index.ts";

/** Points of weight 1, or of given weights. */
export function matrix(rows: readonly (readonly number[])[], weights?: readonly number[]): DbscanPoints {
  const columns = Array.from({ length: rows[0]?.length ?? 1 }, (_, j) => `c${j}`);
  return {
    rows: rows.length,
    columns,
    data: Float64Array.from(rows.flat()),
    weights: weights === undefined ? undefined : Float64Array.from(weights),
  };
}

/** Chosen rows of points, in the given order. */
export function pickRows(points: DbscanPoints, order: readonly number[]): DbscanPoints {
  const d = points.columns.length;
  return {
    rows: order.length,
    columns: points.columns,
    data: Float64Array.from(order.flatMap((row) => [...points.data.subarray(row * d, (row + 1) * d)])),
    weights: points.weights && Float64Array.from(order, (row) => points.weights![row]!),
  };
}

/** Every row written as often as its weight says, and where each came from. */
export function repeatRows(points: DbscanPoints): { points: DbscanPoints; source: number[] } {
  const source: number[] = [];
  for (let row = 0; row < points.rows; row++) {
    for (let i = 0; i < (points.weights?.[row] ?? 1); i++) source.push(row);
  }
  return { points: { ...pickRows(points, source), weights: undefined }, source };
}

/** Labels renamed by first appearance, so that equal partitions are equal. */
export function partition(labels: Iterable<number>): number[] {
  const names = new Map<number, number>([[-1, -1]]);
  return Array.from(labels, (label) => {
    if (!names.has(label)) names.set(label, names.size - 1);
    return names.get(label)!;
  });
}

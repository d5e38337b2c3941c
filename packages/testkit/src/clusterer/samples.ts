import type { PointMatrix } from "@winnow/core";
import { randomNumbers } from "../random.ts";

/** A matrix of rows; of weight 1 where no weights are given. */
export function matrixOf(rows: readonly (readonly number[])[], weights?: readonly number[], width = 2): PointMatrix {
  const dimensions = rows[0]?.length ?? width;
  return {
    rows: rows.length,
    columns: Array.from({ length: dimensions }, (_, column) => `x${column}`),
    data: Float64Array.from(rows.flat()),
    weights: weights === undefined ? new Float64Array(rows.length).fill(1) : Float64Array.from(weights),
  };
}

/** The rows of a matrix. */
export function rowsOf({ rows, columns, data }: PointMatrix): number[][] {
  const width = columns.length;
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}

/** Rows in another order, with their weights. */
export function reordered(points: PointMatrix, order: readonly number[]): PointMatrix {
  const rows = rowsOf(points);
  return matrixOf(
    order.map((row) => rows[row]!),
    order.map((row) => points.weights[row]!),
    points.columns.length,
  );
}

const CENTRES = [
  [0.15, 0.15],
  [0.85, 0.2],
  [0.5, 0.85],
] as const;
const STRAYS = [
  [0.12, 0.87],
  [0.98, 0.97],
  [0.5, 0.42],
] as const;
const POINTS_PER_GROUP = 20;

/**
 * Three square groups of width 0.08 about 0.7 apart, and three stray points, in the unit square. Coordinates are decimals
 * of three places, so that some distances tie, and some points repeat.
 */
export function groups(): PointMatrix {
  const random = randomNumbers(1);
  const near = (centre: number): number => Math.round((centre + 0.08 * (random() - 0.5)) * 1000) / 1000;
  const grouped = CENTRES.flatMap(([x, y]) =>
    Array.from({ length: POINTS_PER_GROUP }, () => [near(x), near(y)] as const),
  );
  return matrixOf([...grouped, ...STRAYS, ...grouped.filter((_, row) => row % 7 === 0)]);
}

/** Ten copies of each of three far points, taking turns. */
export function copies(): PointMatrix {
  return matrixOf(Array.from({ length: 30 }, (_, row) => CENTRES[row % 3]!));
}

/** {@link groups} without repeated rows, weighing 1 to 4. */
export function weightedGroups(): PointMatrix {
  const unique = [...new Map(rowsOf(groups()).map((row) => [row.join(), row])).values()];
  const random = randomNumbers(2);
  return matrixOf(
    unique,
    unique.map(() => 1 + Math.floor(4 * random())),
  );
}

/** Points spread evenly over the unit cube. */
export function cube(rows: number): PointMatrix {
  const random = randomNumbers(3);
  return {
    rows,
    columns: ["x", "y", "z"],
    data: Float64Array.from({ length: rows * 3 }, () => random()),
    weights: new Float64Array(rows).fill(1),
  };
}

/**
 * A few points on a coarse decimal grid: full of ties and repeats, where faults of comparison show.
 *
 * @param weighted whether points weigh 1 to 3, instead of 1
 */
export function tiedPoints(seed: number, weighted: boolean): PointMatrix {
  const random = randomNumbers(seed);
  const dimensions = 1 + (seed % 3);
  const rows = 4 + Math.floor(random() * 22);
  const coordinates = Array.from({ length: rows }, () =>
    Array.from({ length: dimensions }, () => Math.floor(random() * 7) / 10),
  );
  return matrixOf(
    coordinates,
    coordinates.map(() => (weighted ? 1 + Math.floor(random() * 3) : 1)),
  );
}

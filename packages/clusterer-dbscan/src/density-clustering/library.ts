import { throwIfAborted } from "@winnow/core";
import type { PointMatrix } from "@winnow/core";
import { stackExhausted } from "./errors.ts";
import type { DensityClusteringOptions } from "./options.ts";

/**
 * Runs a clusterer of the density-clustering package, which is loaded on first use, in one go: it cannot be interrupted.
 *
 * @returns the rows of each cluster
 * @throws `WN1001` when the signal was aborted beforehand, `WN1802` when the package's recursion goes too deep
 */
export async function runLibrary(
  algorithm: "DBSCAN" | "OPTICS",
  points: PointMatrix,
  { eps, minPoints }: DensityClusteringOptions,
  signal: AbortSignal,
): Promise<readonly (readonly number[])[]> {
  throwIfAborted(signal);
  const { default: library } = await import("density-clustering");
  throwIfAborted(signal);
  try {
    return new library[algorithm]().run(rowsOf(points), eps, minPoints);
  } catch (error) {
    throw error instanceof RangeError ? stackExhausted({ algorithm, points: points.rows }, { cause: error }) : error;
  }
}

function rowsOf({ rows, columns, data }: PointMatrix): number[][] {
  const width = columns.length;
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}

/** Labels from lists of rows; a row in no list is noise. */
export function labelsOf(clusters: readonly (readonly number[])[], rows: number): Int32Array {
  const labels = new Int32Array(rows).fill(-1);
  for (const [number, members] of clusters.entries()) for (const row of members) labels[row] = number;
  return labels;
}

import type { PointMatrix } from "@winnow/core";
import { rowsOf } from "./samples.ts";

/** Parameters of DBSCAN. */
export interface DbscanParameters {
  /** 0 or more. */
  readonly eps: number;
  /** 1 or more; the point itself counts. */
  readonly minPoints: number;
}

/** Answer of {@link referenceDbscan}: a cluster, or −1, and 1 for core, per point. */
export interface DbscanAnswer {
  readonly labels: Int32Array;
  readonly core: Uint8Array;
}

/**
 * DBSCAN by comparing every pair: Ester, Kriegel, Sander, Xu, KDD 1996. A neighbour is a point with a left-to-right sum of
 * squared differences of at most eps·eps; a point counts as its weight. Clusters ascend by their lowest core point, and a
 * border point goes to the lowest cluster that reaches it.
 */
export function referenceDbscan(points: PointMatrix, { eps, minPoints }: DbscanParameters): DbscanAnswer {
  const rows = rowsOf(points);
  const neighbours = rows.map((a) => [...rows.keys()].filter((b) => squaredDistance(a, rows[b]!) <= eps * eps));
  const core = Uint8Array.from(neighbours, (near) =>
    near.reduce((sum, other) => sum + points.weights[other]!, 0) >= minPoints ? 1 : 0,
  );
  const labels = new Int32Array(rows.length).fill(-1);
  let clusters = 0;
  for (const start of rows.keys()) {
    if (core[start] === 0 || labels[start] !== -1) continue;
    labels[start] = clusters;
    const reached = [start];
    // The list grows while it is walked.
    for (const row of reached) {
      if (core[row] === 0) continue;
      for (const other of neighbours[row]!) {
        if (labels[other] !== -1) continue;
        labels[other] = clusters;
        reached.push(other);
      }
    }
    clusters++;
  }
  return { labels, core };
}

/** The sum of squared differences, left to right. */
export function squaredDistance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) * (a[j]! - b[j]!);
  return sum;
}

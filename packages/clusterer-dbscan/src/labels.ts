import type { UnionFind } from "@winnow/spatial";
import type { Steps } from "@winnow/spatial";

/** Cluster and core flag of each row. */
export interface Labels {
  /** Cluster ids from 0, or -1 for noise. */
  readonly labels: Int32Array;
  /** 1 for core points, else 0. */
  readonly core: Uint8Array;
}

/** Rows handled between two yields. */
const ROWS_PER_STEP = 2 ** 16;

/** Above every cluster id. */
export const UNREACHED: number = 2 ** 31 - 1;

/**
 * Numbers the clusters by their lowest core row and labels the core points; every other row is noise so far.
 *
 * @param order row of each position
 * @param core by position: 1 for core points
 * @param sets core positions joined into clusters
 */
export function* numberClusters(order: Int32Array, core: Uint8Array, sets: UnionFind): Steps<Labels> {
  const rows = order.length;
  const labels = new Int32Array(rows).fill(-1);
  const coreOfRow = new Uint8Array(rows);
  const positionOf = new Int32Array(rows);
  for (let from = 0; from < rows; from += ROWS_PER_STEP) {
    const to = Math.min(rows, from + ROWS_PER_STEP);
    for (let position = from; position < to; position++) {
      if (core[position] !== 1) continue;
      coreOfRow[order[position]!] = 1;
      positionOf[order[position]!] = position;
    }
    yield (0.5 * to) / rows;
  }
  const idOfRoot = new Int32Array(rows).fill(-1);
  let next = 0;
  for (let from = 0; from < rows; from += ROWS_PER_STEP) {
    const to = Math.min(rows, from + ROWS_PER_STEP);
    for (let row = from; row < to; row++) {
      if (coreOfRow[row] !== 1) continue;
      const root = sets.find(positionOf[row]!);
      if (idOfRoot[root] === -1) idOfRoot[root] = next++;
      labels[row] = idOfRoot[root]!;
    }
    yield 0.5 + (0.5 * to) / rows;
  }
  return { labels, core: coreOfRow };
}

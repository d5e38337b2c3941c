import type { CondensedTree } from "./condensed-tree.ts";
import type { Steps } from "@winnow/spatial";

/** What the rows of a condensed tree belong to. */
export interface Membership {
  /** Cluster of each row, 0 … k−1 ascending by lowest row; -1 for noise. */
  readonly labels: Int32Array;
  /** λ / death of the chosen cluster, 0 … 1; 0 for noise. */
  readonly strength: Float64Array;
  /** GLOSH, 0 … 1: 1 − λ / death of the cluster the row fell out of. */
  readonly outlierScores: Float64Array;
  /** For each cluster of the tree, the chosen cluster it is or lies in; -1 for none. */
  readonly chosenAbove: Int32Array;
  /** Label of each cluster of the tree that is chosen and keeps a row; -1 for others. */
  readonly labelOf: Int32Array;
}

/** Rows handled between two looks at the clock. */
const ROWS = 65_536;

/** Labels, strengths and outlier scores for a choice of clusters. Yields the fraction done. */
export function* assignMembership(tree: CondensedTree, chosen: Uint8Array, rootLambda: number): Steps<Membership> {
  const chosenAbove = findChosenAbove(tree, chosen);
  const rows = tree.rowCluster.length;
  const labels = new Int32Array(rows);
  const strength = new Float64Array(rows);
  const outlierScores = new Float64Array(rows);
  const labelOf = new Int32Array(tree.parent.length).fill(-1);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const fellFrom = tree.rowCluster[row]!;
    const lambda = tree.rowLambda[row]!;
    const cluster = holdingCluster(chosenAbove[fellFrom]!, lambda, rootLambda);
    if (cluster >= 0 && labelOf[cluster]! < 0) labelOf[cluster] = next++;
    labels[row] = cluster < 0 ? -1 : labelOf[cluster]!;
    strength[row] = cluster < 0 ? 0 : shareOf(lambda, tree.death[cluster]!);
    outlierScores[row] = 1 - shareOf(lambda, tree.death[fellFrom]!);
    if (row % ROWS === 0) yield row / rows;
  }
  return { labels, strength, outlierScores, chosenAbove, labelOf };
}

/** The chosen cluster that keeps a row of this λ: the root, when chosen, keeps only what is dense enough. */
export function holdingCluster(chosen: number, lambda: number, rootLambda: number): number {
  return chosen === 0 && lambda < rootLambda ? -1 : chosen;
}

/** λ as a share of the largest there is, 0 … 1; two infinite ones are equal. */
export function shareOf(lambda: number, largest: number): number {
  return lambda >= largest ? 1 : lambda / largest;
}

/**
 * The λ a row needs to stay in the root where that is the only cluster: with `selectionEpsilon`, that of its distance;
 * else the density at which the root splits or, when it never does, ends.
 */
export function rootThreshold(tree: CondensedTree, selectionEpsilon: number): number {
  if (selectionEpsilon > 0) return 1 / selectionEpsilon;
  return tree.parent.length > 1 ? tree.birth[tree.parent.indexOf(0)]! : tree.death[0]!;
}

function findChosenAbove(tree: CondensedTree, chosen: Uint8Array): Int32Array {
  const above = new Int32Array(chosen.length);
  for (let cluster = 0; cluster < chosen.length; cluster++) {
    const parent = tree.parent[cluster]!;
    above[cluster] = chosen[cluster] === 1 ? cluster : parent < 0 ? -1 : above[parent]!;
  }
  return above;
}

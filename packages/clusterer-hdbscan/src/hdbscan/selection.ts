import type { CondensedTree } from "./condensed-tree.ts";

/** How clusters are chosen from the condensed tree. */
export interface SelectionRule {
  /** `eom`: the set of greatest total stability. `leaf`: the clusters that do not split. */
  readonly selection: "eom" | "leaf";
  /** Clusters born below this distance are replaced by the one they split from at or above it. 0 or more. */
  readonly selectionEpsilon: number;
  /** Whether the root, all points together, may be chosen. */
  readonly allowSingleCluster: boolean;
  /** No chosen cluster is heavier than this. */
  readonly maxClusterSize: number;
}

/** Stabilities closer than this, relatively, count as equal: their terms may have been added in another order. */
const TOLERANCE = 1e-12;

/**
 * Chooses clusters, none inside another.
 *
 * Excess of mass after Campello et al. 2015; a parent wins when its stability equals that of its children. The merging
 * of clusters below `selectionEpsilon` after C. Malzer, M. Baum, "A hybrid approach to hierarchical density-based cluster
 * selection", IEEE MFI 2020.
 *
 * @returns for each cluster, 1 when chosen
 */
export function selectClusters(tree: CondensedTree, rule: SelectionRule): Uint8Array {
  const chosen = rule.selection === "eom" ? excessOfMass(tree, rule) : leaves(tree, rule);
  return rule.selectionEpsilon > 0 ? mergeBelow(tree, rule, chosen) : chosen;
}

function mayChoose(tree: CondensedTree, rule: SelectionRule, cluster: number): boolean {
  return (cluster > 0 || rule.allowSingleCluster) && tree.weight[cluster]! <= rule.maxClusterSize;
}

function excessOfMass(tree: CondensedTree, rule: SelectionRule): Uint8Array {
  const { parent, stability } = tree;
  const best = new Float64Array(parent.length);
  const chosen = new Uint8Array(parent.length);
  // Children come after parents: when a cluster's turn comes, `best` holds the sum of its children.
  for (let cluster = parent.length - 1; cluster >= 0; cluster--) {
    const own = stability[cluster]!;
    if (mayChoose(tree, rule, cluster) && best[cluster]! <= own * (1 + TOLERANCE)) {
      chosen[cluster] = 1;
      best[cluster] = own;
    }
    if (cluster > 0) best[parent[cluster]!]! += best[cluster]!;
  }
  return keepOutermost(tree, chosen);
}

function leaves(tree: CondensedTree, rule: SelectionRule): Uint8Array {
  const chosen = new Uint8Array(tree.parent.length).fill(1);
  for (const above of tree.parent) if (above >= 0) chosen[above] = 0;
  return chosen.map((leaf, cluster) => (leaf === 1 && mayChoose(tree, rule, cluster) ? 1 : 0));
}

function mergeBelow(tree: CondensedTree, rule: SelectionRule, chosen: Uint8Array): Uint8Array {
  const merged = new Uint8Array(chosen.length);
  for (let cluster = 0; cluster < chosen.length; cluster++) {
    if (chosen[cluster] === 0) continue;
    let top = cluster;
    while (top > 0 && 1 / tree.birth[top]! < rule.selectionEpsilon && mayChoose(tree, rule, tree.parent[top]!)) {
      top = tree.parent[top]!;
    }
    merged[top] = 1;
  }
  return keepOutermost(tree, merged);
}

/** Drops every chosen cluster that lies inside another chosen one. */
function keepOutermost(tree: CondensedTree, chosen: Uint8Array): Uint8Array {
  const covered = new Uint8Array(chosen.length);
  for (let cluster = 1; cluster < chosen.length; cluster++) {
    const above = tree.parent[cluster]!;
    covered[cluster] = covered[above]! | chosen[above]!;
  }
  return chosen.map((flag, cluster) => (covered[cluster] === 1 ? 0 : flag));
}

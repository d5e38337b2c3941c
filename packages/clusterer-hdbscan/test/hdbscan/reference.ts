import type { HdbscanOptions } from "../../src/index.ts";

/**
 * HDBSCAN straight from its definition, on repeated rows and the full matrix of mutual reachability: a cluster below a
 * distance is a connected set of points at mutual reachability below it. Slow, and free of trees, weights and folding.
 */
export interface ReferenceResult {
  readonly labels: number[];
  readonly strength: number[];
  readonly outlierScores: number[];
  readonly coreDistances: number[];
  readonly treeWeights: number[];
}

interface Cluster {
  readonly parent: Cluster | undefined;
  readonly birth: number;
  readonly size: number;
  readonly children: Cluster[];
  stability: number;
  death: number;
  chosen: boolean;
}

export function referenceHdbscan(rows: readonly (readonly number[])[], options: HdbscanOptions): ReferenceResult {
  const { minPoints = 5, minClusterSize = 5 } = options;
  const n = rows.length;
  const between = rows.map((a) => rows.map((b) => euclidean(a, b)));
  const coreDistances = between.map((row) => row.toSorted((a, b) => a - b)[minPoints - 1] ?? Infinity);
  if (n < minPoints) {
    const zeros = rows.map(() => 0);
    return { labels: rows.map(() => -1), strength: zeros, outlierScores: zeros, coreDistances, treeWeights: [] };
  }
  const reach = between.map((row, i) => row.map((d, j) => Math.max(d, coreDistances[i]!, coreDistances[j]!)));
  const clusters: Cluster[] = [];
  const fellFrom = new Array<Cluster>(n);
  const lambda = new Array<number>(n);

  const grow = (members: number[], parent: Cluster | undefined, birth: number): void => {
    const cluster: Cluster = {
      parent,
      birth,
      size: members.length,
      children: [],
      stability: 0,
      death: birth,
      chosen: false,
    };
    parent?.children.push(cluster);
    clusters.push(cluster);
    let rest = members;
    for (;;) {
      const distance = Math.max(...spanningWeights(reach, rest), rest.length === 1 ? coreDistances[rest[0]!]! : 0);
      const parts = rest.length === 1 ? [rest] : connectedBelow(reach, rest, distance);
      const heavy = parts.filter((part) => part.length >= minClusterSize);
      for (const part of parts) {
        if (part.length >= minClusterSize) continue;
        for (const point of part) {
          fellFrom[point] = cluster;
          lambda[point] = 1 / distance;
        }
      }
      if (heavy.length === 1) {
        rest = heavy[0]!;
        continue;
      }
      for (const part of heavy) grow(part, cluster, 1 / distance);
      return;
    }
  };
  grow(
    rows.map((_, i) => i),
    undefined,
    0,
  );

  for (let i = 0; i < n; i++) {
    fellFrom[i]!.stability += lambda[i]! - fellFrom[i]!.birth;
    for (let c: Cluster | undefined = fellFrom[i]!; c !== undefined; c = c.parent)
      c.death = Math.max(c.death, lambda[i]!);
  }
  for (const c of clusters) for (const child of c.children) c.stability += child.size * (child.birth - c.birth);
  choose(clusters, options, n);

  const root = clusters[0]!;
  const { selectionEpsilon = 0 } = options;
  const rootLambda = selectionEpsilon > 0 ? 1 / selectionEpsilon : (root.children[0]?.birth ?? root.death);
  const numbers = new Map<Cluster, number>();
  const labels: number[] = [];
  const strength: number[] = [];
  const outlierScores: number[] = [];
  for (let i = 0; i < n; i++) {
    let c: Cluster | undefined = fellFrom[i]!;
    outlierScores.push(1 - ratio(lambda[i]!, c.death));
    while (c !== undefined && !c.chosen) c = c.parent;
    if (c === root && lambda[i]! < rootLambda) c = undefined;
    if (c !== undefined && !numbers.has(c)) numbers.set(c, numbers.size);
    labels.push(c === undefined ? -1 : numbers.get(c)!);
    strength.push(c === undefined ? 0 : ratio(lambda[i]!, c.death));
  }
  const all = rows.map((_, i) => i);
  return { labels, strength, outlierScores, coreDistances, treeWeights: spanningWeights(reach, all) };
}

function choose(clusters: readonly Cluster[], options: HdbscanOptions, n: number): void {
  const { selection = "eom", selectionEpsilon = 0, allowSingleCluster = false, maxClusterSize = Infinity } = options;
  const { minClusterSize = 5 } = options;
  const root = clusters[0]!;
  const legal = (c: Cluster): boolean =>
    c.size <= maxClusterSize && (c !== root || (allowSingleCluster && n >= minClusterSize));
  const unchoose = (c: Cluster): void => {
    for (const child of c.children) {
      child.chosen = false;
      unchoose(child);
    }
  };
  const value = (c: Cluster): number => {
    const below = c.children.reduce((sum, child) => sum + value(child), 0);
    const wins = selection === "eom" ? below <= c.stability * (1 + 1e-12) : c.children.length === 0;
    if (!legal(c) || !wins) return below;
    unchoose(c);
    c.chosen = true;
    return c.stability;
  };
  value(root);
  for (const start of clusters.filter((c) => c.chosen)) {
    let top = start;
    while (top.parent !== undefined && 1 / top.birth < selectionEpsilon && legal(top.parent)) top = top.parent;
    start.chosen = false;
    top.chosen = true;
  }
  for (const c of clusters) if (c.chosen) unchoose(c);
}

function ratio(lambda: number, death: number): number {
  return lambda === death ? 1 : lambda / death;
}

export function euclidean(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return Math.sqrt(sum);
}

/** Prim's algorithm: the weights of a minimum spanning tree of some members of a complete graph. */
export function spanningWeights(weight: readonly (readonly number[])[], members: readonly number[]): number[] {
  const open = members.slice(1);
  const nearest = new Map(open.map((i) => [i, weight[members[0]!]![i]!]));
  const weights: number[] = [];
  while (open.length > 0) {
    let at = 0;
    for (let k = 1; k < open.length; k++) if (nearest.get(open[k]!)! < nearest.get(open[at]!)!) at = k;
    const added = open.splice(at, 1)[0]!;
    weights.push(nearest.get(added)!);
    for (const i of open) nearest.set(i, Math.min(nearest.get(i)!, weight[added]![i]!));
  }
  return weights;
}

function connectedBelow(weight: readonly (readonly number[])[], members: number[], distance: number): number[][] {
  const open = new Set(members);
  const parts: number[][] = [];
  for (const start of members) {
    if (!open.delete(start)) continue;
    const part = [start];
    for (let k = 0; k < part.length; k++) {
      for (const i of open) {
        if (weight[part[k]!]![i]! < distance) {
          open.delete(i);
          part.push(i);
        }
      }
    }
    parts.push(part);
  }
  return parts;
}

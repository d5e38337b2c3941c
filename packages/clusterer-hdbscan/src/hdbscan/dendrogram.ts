import { UnionFind } from "@winnow/spatial";
import type { SpanningTree } from "@winnow/spatial";
import { orderByWeight } from "./edge-order.ts";
import type { Steps } from "@winnow/spatial";

/**
 * Single-linkage tree of a spanning tree, as binary merges in ascending height.
 *
 * Node ids: 0 … n−1 are the rows, n+i is the i-th merge, 2n−2 the root. A merge and a child merge of the same height
 * are parts of one multi-way node: which of them came first says nothing, so readers go by height alone.
 */
export interface Dendrogram {
  readonly rows: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Mutual reachability distance at which the two sides join. */
  readonly height: Float64Array;
  /** Summed row weight below a merge. */
  readonly weight: Float64Array;
}

/** Edges joined between two looks at the clock. */
const CHUNK = 8192;

/** Joins the rows along the spanning tree's edges, shortest first. Yields the fraction done. */
export function* growDendrogram(tree: SpanningTree, weights: Float64Array): Steps<Dendrogram> {
  const rows = weights.length;
  const merges = Math.max(0, rows - 1);
  const left = new Int32Array(merges);
  const right = new Int32Array(merges);
  const height = new Float64Array(merges);
  const weight = new Float64Array(merges);
  const order = yield* orderByWeight(tree.weight);
  const sets = new UnionFind(rows);
  const nodeOf = identity(rows);
  for (let i = 0; i < merges; i++) {
    const edge = order[i]!;
    const a = sets.find(tree.from[edge]!);
    const b = sets.find(tree.to[edge]!);
    left[i] = nodeOf[a]!;
    right[i] = nodeOf[b]!;
    height[i] = tree.weight[edge]!;
    weight[i] = weightBelow(left[i]!) + weightBelow(right[i]!);
    nodeOf[sets.union(a, b)] = rows + i;
    if (i % CHUNK === 0) yield i / merges;
  }
  return { rows, left, right, height, weight };

  function weightBelow(id: number): number {
    return id < rows ? weights[id]! : weight[id - rows]!;
  }
}

function identity(length: number): Int32Array {
  const ids = new Int32Array(length);
  for (let i = 0; i < length; i++) ids[i] = i;
  return ids;
}

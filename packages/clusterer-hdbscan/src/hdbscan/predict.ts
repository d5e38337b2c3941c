import type { KdTree } from "@winnow/spatial";
import { expandDistance, leastPerNode, reducedDistance } from "@winnow/spatial";
import { badLength, vectorNotFinite } from "../errors.ts";
import type { CondensedTree } from "./condensed-tree.ts";
import { holdingCluster, shareOf } from "./membership.ts";
import type { Membership } from "./membership.ts";

/** Where a new vector belongs. */
export interface Prediction {
  /** Cluster, 0 … k−1; -1 for noise. */
  readonly label: number;
  /** Membership strength, 0 … 1; 0 for noise. */
  readonly strength: number;
  /** GLOSH outlier score, 0 … 1. */
  readonly outlierScore: number;
}

/** A finished clustering of distinct, scaled rows. */
export interface PredictorInput {
  readonly tree: KdTree;
  /** By row. */
  readonly coreDistances: Float64Array;
  readonly condensed: CondensedTree;
  readonly membership: Membership;
  readonly rootLambda: number;
  /** Factor that brings a vector to the scale of the rows. */
  readonly scale: number;
  readonly minPoints: number;
  readonly columns: readonly string[];
}

const NOISE: Prediction = { label: -1, strength: 0, outlierScore: 0 };

/**
 * Places new vectors in a finished hierarchy: a vector hangs on the row it reaches at the greatest density, and falls out
 * where that row does or, when it is reached later, at the density of the reach.
 *
 * The idea of McInnes & Healy's `approximate_predict`, with two differences: the row is the exact nearest by mutual
 * reachability, and a vector equal to a row gets that row's own answer.
 */
export function createPredictor(input: PredictorInput): (vector: Float64Array) => Prediction {
  let search: ReachSearch | undefined;
  return (vector) => {
    checkVector(vector, input.columns);
    // Most clusterings are never asked to predict.
    search ??= new ReachSearch(input);
    const scaled = input.scale === 1 ? vector : vector.map((value) => value * input.scale);
    const { row, reach } = search.nearest(scaled);
    const { rowCluster, rowLambda, birth, parent } = input.condensed;
    let cluster = rowCluster[row]!;
    const lambda = 1 / reach;
    if (lambda >= rowLambda[row]!) return place(input, cluster, rowLambda[row]!);
    while (cluster > 0 && birth[cluster]! >= lambda) cluster = parent[cluster]!;
    return place(input, cluster, lambda);
  };
}

/** The predictor of a clustering in which nothing is dense. */
export function createNoisePredictor(columns: readonly string[]): (vector: Float64Array) => Prediction {
  return (vector) => {
    checkVector(vector, columns);
    return NOISE;
  };
}

function checkVector(vector: Float64Array, columns: readonly string[]): void {
  if (vector.length !== columns.length) {
    throw badLength({ what: "vector", expected: columns.length, actual: vector.length });
  }
  for (let j = 0; j < vector.length; j++) {
    if (!Number.isFinite(vector[j]!)) throw vectorNotFinite({ column: columns[j]!, value: vector[j]! });
  }
}

function place(input: PredictorInput, fellFrom: number, lambda: number): Prediction {
  const { death } = input.condensed;
  const { chosenAbove, labelOf } = input.membership;
  const cluster = holdingCluster(chosenAbove[fellFrom]!, lambda, input.rootLambda);
  const outlierScore = 1 - shareOf(lambda, death[fellFrom]!);
  if (cluster < 0) return { label: -1, strength: 0, outlierScore };
  return { label: labelOf[cluster]!, strength: shareOf(lambda, death[cluster]!), outlierScore };
}

/** Nearest row by mutual reachability: the distance, but at least the core distance of the row and of the vector. */
class ReachSearch {
  readonly #input: PredictorInput;
  /** Core distances by position. */
  readonly #cores: Float64Array;
  readonly #nodeCore: Float64Array;

  constructor(input: PredictorInput) {
    const { order } = input.tree;
    this.#input = input;
    this.#cores = Float64Array.from(order, (row) => input.coreDistances[row]!);
    this.#nodeCore = leastPerNode(input.tree, this.#cores);
  }

  /** Ties go to the nearer row, then the denser one, then the lower: none depends on how the tree was built. */
  nearest(vector: Float64Array): { readonly row: number; readonly reach: number } {
    const { tree, minPoints, coreDistances } = this.#input;
    const closest = tree.nearest(vector, Number.MIN_VALUE);
    const twin = closest.rows[0]!;
    if (closest.distances[0] === 0) return { row: twin, reach: coreDistances[twin]! };
    // The vector counts as one point of weight 1 itself.
    const core = minPoints === 1 ? 0 : tree.coreDistance(vector, minPoints - 1);
    return this.#search(vector, core);
  }

  #search(vector: Float64Array, core: number): { readonly row: number; readonly reach: number } {
    const { tree } = this.#input;
    const { dimensions, ends, firstLeaf, metric, order, points, starts } = tree;
    const distance = reducedDistance(metric);
    const stack = [0];
    let reach = Infinity;
    let gap = Infinity;
    let row = -1;
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (this.#nodeReach(vector, node) > reach) continue;
      if (node < firstLeaf) {
        const left = 2 * node + 1;
        const leftFirst = this.#nodeReach(vector, left) <= this.#nodeReach(vector, left + 1);
        stack.push(leftFirst ? left + 1 : left, leftFirst ? left : left + 1);
        continue;
      }
      for (let position = starts[node]!; position < ends[node]!; position++) {
        const to = distance(vector, 0, points, position * dimensions, dimensions, Infinity);
        const otherReach = Math.max(core, this.#cores[position]!, expandDistance(metric, to));
        if (otherReach > reach) continue;
        const other = order[position]!;
        if (row < 0 || otherReach < reach || to < gap || (to === gap && this.#precedes(other, row))) {
          reach = otherReach;
          gap = to;
          row = other;
        }
      }
    }
    return { row, reach };
  }

  /** No row of a node is reached below this. */
  #nodeReach(vector: Float64Array, node: number): number {
    const { tree } = this.#input;
    const toBox = expandDistance(tree.metric, tree.nearestToBox(vector, 0, node, Infinity));
    return Math.max(this.#nodeCore[node]!, toBox);
  }

  #precedes(row: number, other: number): boolean {
    const { rowLambda } = this.#input.condensed;
    const difference = rowLambda[row]! - rowLambda[other]!;
    return difference > 0 || (!(difference < 0) && row < other);
  }
}

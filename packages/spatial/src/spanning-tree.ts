import type { KdTree } from "./kd-tree.ts";
import { expandDistance, reducedDistance, reducedDistanceToBox } from "./metric.ts";
import type { ReducedDistance } from "./metric.ts";
import { UnionFind } from "./union-find.ts";

/** A spanning tree as n − 1 edges between rows, in no particular order. */
export interface SpanningTree {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Mutual reachability distance of each edge; Infinity where no finite distance connects the two sides. */
  readonly weight: Float64Array;
}

/**
 * The minimum spanning tree of a tree's points under mutual reachability: the distance between two points, but at least
 * the core distance of either. With core distances of 0 it is the euclidean (or whatever the metric) spanning tree.
 *
 * Which of several minimum trees comes back is not specified when edges tie; all of them have the same sorted weights and
 * the same connected sets at every threshold.
 *
 * Borůvka rounds over the k-d tree after W. B. March, P. Ram, A. G. Gray, "Fast Euclidean minimum spanning tree:
 * algorithm, analysis, and applications", KDD 2010, with one search per point that is not yet known to be far from every
 * other component. Memory: about 60 bytes a point beside the tree.
 *
 * @param reducedCores reduced core distance (squared for `euclidean`) of each *position* of tree order, 0 or more, as
 *   {@link KdTree.reducedCoreDistanceAt} gives it. Reduced, so that no square root can move a tie
 */
export function mutualReachabilityTree(tree: KdTree, reducedCores: Float64Array): SpanningTree {
  const steps = mutualReachabilityTreeSteps(tree, reducedCores);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * {@link mutualReachabilityTree} in small steps, so that a caller can look at the clock or give up between them. Yields
 * the fraction of edges found.
 */
export function* mutualReachabilityTreeSteps(
  tree: KdTree,
  reducedCores: Float64Array,
): Generator<number, SpanningTree, void> {
  const forest = new Forest(tree, reducedCores);
  while (forest.edges < tree.rows - 1) {
    const before = forest.edges;
    yield* inRanges(forest, (start, end) => forest.nameComponents(start, end));
    forest.nameNodes();
    yield* inRanges(forest, (start, end) => forest.keepCandidates(start, end));
    yield* searchAll(forest);
    yield* inRanges(forest, (start, end) => forest.joinComponents(start, end));
    if (forest.edges === before) forest.joinUnreachable();
  }
  return forest.toSpanningTree();
}

/** Positions handled between two looks at the clock where each costs little. */
const RANGE = 65_536;

function* inRanges(forest: Forest, work: (start: number, end: number) => void): Generator<number, void, void> {
  const { rows } = forest.tree;
  for (let start = 0; start < rows; start += RANGE) {
    work(start, Math.min(rows, start + RANGE));
    yield forest.fractionDone;
  }
}

/** Searches between two looks at the clock: few, because one search can visit every point when d is high. */
const SEARCHES_PER_STEP = 16;

function* searchAll(forest: Forest): Generator<number, void, void> {
  const { firstLeaf, nodes, starts, ends } = forest.tree;
  let searches = 0;
  for (let leaf = firstLeaf; leaf < nodes; leaf++) {
    const end = ends[leaf]!;
    for (let position = starts[leaf]!; position < end; position++) {
      if (forest.search(position, leaf)) searches++;
    }
    if (searches >= SEARCHES_PER_STEP) {
      searches = 0;
      yield forest.fractionDone;
    }
  }
}

/** The components of a Borůvka round and the shortest known edge out of each. All indices are positions. */
class Forest {
  readonly tree: KdTree;
  edges: number = 0;
  readonly #cores: Float64Array;
  readonly #distance: ReducedDistance;
  readonly #toBox: ReducedDistance;
  readonly #sets: UnionFind;
  /** Component of each position, named by the position that represents it. */
  readonly #component: Int32Array;
  /** Component that all points of a node belong to, or -1. */
  readonly #nodeComponent: Int32Array;
  /** Least reduced core distance in a node. */
  readonly #nodeCore: Float64Array;
  /** No point outside a position's component is nearer than this. Components only grow, so it stays true. */
  readonly #atLeast: Float64Array;
  /** A point at exactly that distance, outside when it was found; -1 when none is known. */
  readonly #candidate: Int32Array;
  /** Shortest edge out of a component in this round, by representative. */
  readonly #best: Float64Array;
  readonly #bestFrom: Int32Array;
  readonly #bestTo: Int32Array;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #weight: Float64Array;
  readonly #stack: Int32Array = new Int32Array(128);
  readonly #stackDistance: Float64Array = new Float64Array(128);

  constructor(tree: KdTree, cores: Float64Array) {
    const n = tree.rows;
    this.tree = tree;
    this.#cores = cores;
    this.#distance = reducedDistance(tree.metric);
    this.#toBox = reducedDistanceToBox(tree.metric);
    this.#sets = new UnionFind(n);
    this.#component = new Int32Array(n);
    for (let position = 0; position < n; position++) this.#component[position] = position;
    this.#nodeComponent = new Int32Array(tree.nodes);
    this.#nodeCore = leastPerNode(tree, cores);
    this.#atLeast = Float64Array.from(cores);
    this.#candidate = new Int32Array(n).fill(-1);
    this.#best = new Float64Array(n);
    this.#bestFrom = new Int32Array(n);
    this.#bestTo = new Int32Array(n);
    const edges = Math.max(0, n - 1);
    this.#from = new Int32Array(edges);
    this.#to = new Int32Array(edges);
    this.#weight = new Float64Array(edges);
  }

  get fractionDone(): number {
    return this.tree.rows < 2 ? 1 : this.edges / (this.tree.rows - 1);
  }

  /** Names the components of some positions, each without a best edge so far. */
  nameComponents(start: number, end: number): void {
    for (let position = start; position < end; position++) {
      this.#component[position] = this.#sets.find(position);
      this.#best[position] = Infinity;
    }
  }

  /** Starts components with the best edges that earlier rounds already found for some positions. */
  keepCandidates(start: number, end: number): void {
    const component = this.#component;
    const candidate = this.#candidate;
    const atLeast = this.#atLeast;
    for (let position = start; position < end; position++) {
      const other = candidate[position]!;
      if (other < 0) continue;
      const own = component[position]!;
      if (component[other] === own) candidate[position] = -1;
      else if (atLeast[position]! < this.#best[own]!) this.#keep(own, atLeast[position]!, position, other);
    }
  }

  #keep(component: number, reduced: number, from: number, to: number): void {
    this.#best[component] = reduced;
    this.#bestFrom[component] = from;
    this.#bestTo[component] = to;
  }

  /** Finds the nodes whose points are all in one component. */
  nameNodes(): void {
    const { nodes, firstLeaf, starts, ends } = this.tree;
    const component = this.#component;
    const nodeComponent = this.#nodeComponent;
    for (let node = nodes - 1; node >= firstLeaf; node--) {
      const end = ends[node]!;
      let position = starts[node]!;
      let common = position < end ? component[position]! : -1;
      while (++position < end) {
        if (component[position] !== common) {
          common = -1;
          break;
        }
      }
      nodeComponent[node] = common;
    }
    for (let node = firstLeaf - 1; node >= 0; node--) {
      const left = nodeComponent[2 * node + 1]!;
      nodeComponent[node] = left === nodeComponent[2 * node + 2] ? left : -1;
    }
  }

  /**
   * Looks for the nearest point outside a position's component, unless what is known already says that it cannot beat the
   * component's best edge. Goes from the position's leaf upward: most searches end near it.
   *
   * @returns whether it had to search
   */
  search(position: number, leaf: number): boolean {
    const own = this.#component[position]!;
    const atLeast = this.#atLeast[position]!;
    let bound = this.#best[own]!;
    if (this.#candidate[position]! >= 0 || atLeast >= bound) return false;

    const { points, dimensions, starts, ends, firstLeaf, boxes } = this.tree;
    const width = 2 * dimensions;
    const distance = this.#distance;
    const toBox = this.#toBox;
    const cores = this.#cores;
    const component = this.#component;
    const nodeComponent = this.#nodeComponent;
    const nodeCore = this.#nodeCore;
    const stack = this.#stack;
    const stackDistance = this.#stackDistance;
    const core = cores[position]!;
    const offset = position * dimensions;
    let nearest = -1;
    let up = leaf;
    let top = 0;
    stack[top] = leaf;
    stackDistance[top++] = 0;
    for (;;) {
      while (top > 0) {
        const node = stack[--top]!;
        if (nodeComponent[node] === own || stackDistance[top]! >= bound || nodeCore[node]! >= bound) continue;
        if (node < firstLeaf) {
          let near = 2 * node + 1;
          let far = near + 1;
          let toNear = toBox(points, offset, boxes, near * width, dimensions, bound);
          let toFar = toBox(points, offset, boxes, far * width, dimensions, bound);
          if (toFar < toNear) {
            near = far;
            far = 2 * node + 1;
            const swap = toNear;
            toNear = toFar;
            toFar = swap;
          }
          if (toFar < bound) {
            stack[top] = far;
            stackDistance[top++] = toFar;
          }
          if (toNear < bound) {
            stack[top] = near;
            stackDistance[top++] = toNear;
          }
          continue;
        }
        const end = ends[node]!;
        for (let other = starts[node]!; other < end; other++) {
          if (component[other] === own) continue;
          let reach = cores[other]!;
          if (reach >= bound) continue;
          if (core > reach) reach = core;
          const reduced = distance(points, offset, points, other * dimensions, dimensions, bound);
          if (reduced > reach) reach = reduced;
          if (reach < bound) {
            bound = reach;
            nearest = other;
          }
        }
        if (bound <= atLeast) break;
      }
      if (up === 0 || bound <= atLeast) break;
      // Position outwards: the other half of each ancestor in turn.
      const sibling = ((up - 1) ^ 1) + 1;
      up = (up - 1) >> 1;
      if (nodeComponent[sibling] === own || nodeCore[sibling]! >= bound) continue;
      const toSibling = toBox(points, offset, boxes, sibling * width, dimensions, bound);
      if (toSibling >= bound) continue;
      stack[0] = sibling;
      stackDistance[0] = toSibling;
      top = 1;
    }
    this.#atLeast[position] = bound;
    if (nearest >= 0) {
      this.#candidate[position] = nearest;
      this.#keep(own, bound, position, nearest);
    }
    return true;
  }

  /**
   * Joins the components named by some positions along their best edges. Edges of equal weight may close a ring among the
   * components of one round, so each is checked against what the round has joined already; what is left out is not needed.
   */
  joinComponents(start: number, end: number): void {
    for (let own = start; own < end; own++) {
      if (this.#component[own] === own && this.#best[own]! < Infinity) {
        this.#join(this.#bestFrom[own]!, this.#bestTo[own]!, this.#best[own]!);
      }
    }
  }

  /** Joins what no finite distance connects. */
  joinUnreachable(): void {
    for (let position = 1; position < this.tree.rows; position++) this.#join(0, position, Infinity);
  }

  #join(a: number, b: number, reduced: number): void {
    if (this.#sets.same(a, b)) return;
    this.#sets.union(a, b);
    this.#from[this.edges] = a;
    this.#to[this.edges] = b;
    this.#weight[this.edges] = reduced;
    this.edges++;
  }

  /** The edges, from positions to rows and from reduced to true distances. The forest is of no use afterwards. */
  toSpanningTree(): SpanningTree {
    const { order, metric } = this.tree;
    const from = this.#from;
    const to = this.#to;
    const weight = this.#weight;
    for (let edge = 0; edge < weight.length; edge++) {
      from[edge] = order[from[edge]!]!;
      to[edge] = order[to[edge]!]!;
      weight[edge] = expandDistance(metric, weight[edge]!);
    }
    return { from, to, weight };
  }
}

/** The least of the values of each node's positions, Infinity for an empty node. */
export function leastPerNode(tree: KdTree, values: Float64Array): Float64Array {
  const { nodes, firstLeaf, starts, ends } = tree;
  const least = new Float64Array(nodes).fill(Infinity);
  for (let node = nodes - 1; node >= firstLeaf; node--) {
    for (let position = starts[node]!; position < ends[node]!; position++) {
      if (values[position]! < least[node]!) least[node] = values[position]!;
    }
  }
  for (let node = firstLeaf - 1; node >= 0; node--) {
    least[node] = Math.min(least[2 * node + 1]!, least[2 * node + 2]!);
  }
  return least;
}

import { badCount, badRadius, badShape } from "./errors.ts";
import {
  expandDistance,
  reducedAcrossBoxes,
  reducedBetweenBoxes,
  reducedDistance,
  reducedDistanceToBox,
  reduceRadius,
} from "./metric.ts";
import type { Metric, ReducedBoxDistance, ReducedDistance } from "./metric.ts";
import { validatePoints } from "./point-set.ts";
import type { PointSet } from "./point-set.ts";
import { selectRows } from "./select.ts";

/** Settings of {@link KdTree}. */
export interface KdTreeOptions {
  /** Default `euclidean`. */
  readonly metric?: Metric | undefined;
  /** Most points in a leaf, 1 or more; default 16, or 32 above three dimensions. A tree of one leaf is a brute-force search. */
  readonly leafSize?: number | undefined;
}

/**
 * Called for each point within a radius with its row and its reduced distance (squared for `euclidean`).
 * Returning `false` ends the visit.
 */
export type NeighbourVisitor = (row: number, reduced: number) => boolean | void;

/** Neighbours of one point, nearest first; equal distances in row order. */
export interface Neighbours {
  readonly rows: Int32Array;
  /** True distances, not reduced ones. */
  readonly distances: Float64Array;
}

/** Measured: in more dimensions a box costs more to test and rules out less. */
function defaultLeafSize(dimensions: number): number {
  return dimensions <= 3 ? 16 : 32;
}

/** Above this many points a node's split dimension is chosen on a sample: only speed depends on it. */
const SPREAD_SAMPLE = 256;
/** Subtrees up to this many points are built in one step. */
const STEP_ROWS = 50_000;

/** Asks the constructor to leave checking and building to the caller. */
interface Deferred extends KdTreeOptions {
  readonly deferred?: boolean;
}

/**
 * A balanced k-d tree over weighted points, with tight bounding boxes.
 *
 * The tree is complete and implicit: the children of node `i` are `2i + 1` and `2i + 2`, all leaves are on the last level,
 * and the points are stored in tree order, so that every node is one contiguous range of positions.
 * J. L. Bentley, "Multidimensional binary search trees used for associative searching", Communications of the ACM 18(9),
 * 1975; median splits and bounding boxes after J. H. Friedman, J. L. Bentley, R. A. Finkel, ACM TOMS 3(3), 1977.
 *
 * Answers are exact: a box is left out only when the distance to it, computed with the same arithmetic as the distance to a
 * point, rules out every point inside. Memory is linear in the number of points.
 *
 * "Position" is a place in tree order, "row" a place in the input. The arrays are public so that algorithms can walk the tree
 * themselves; they must not be written to.
 */
export class KdTree {
  readonly metric: Metric;
  /** Number of points, n. */
  readonly rows: number;
  /** Number of coordinates of a point, d. */
  readonly dimensions: number;
  /** Row of each position. */
  readonly order: Int32Array;
  /** n x d coordinates in tree order. */
  readonly points: Float64Array;
  /** n weights in tree order. */
  readonly weights: Float64Array;
  /** Number of nodes; 1 even when there are no points. */
  readonly nodes: number;
  /** The first leaf: node `i` is a leaf when `i >= firstLeaf`. */
  readonly firstLeaf: number;
  /** First position of each node. */
  readonly starts: Int32Array;
  /** Position after the last of each node. */
  readonly ends: Int32Array;
  /** Bounding box of each node: d lower bounds, then d upper bounds. */
  readonly boxes: Float64Array;
  /** Summed weight of each node. */
  readonly nodeWeights: Float64Array;

  readonly #distance: ReducedDistance;
  readonly #toBox: ReducedDistance;
  readonly #betweenBoxes: ReducedBoxDistance;
  readonly #acrossBoxes: ReducedBoxDistance;
  readonly #stack: Int32Array;
  readonly #stackReduced: Float64Array;
  readonly #nearest: NearestList;

  /**
   * Builds the tree in O(n log n); the input is copied, not kept.
   *
   * @throws SpatialError when sizes do not match, a coordinate is not finite, or a weight is negative
   */
  constructor(points: PointSet, options: KdTreeOptions = {}) {
    const { deferred = false } = options as Deferred;
    if (!deferred) validatePoints(points);
    const leafSize = options.leafSize ?? defaultLeafSize(points.dimensions);
    if (!(leafSize >= 1)) throw badCount("leafSize", leafSize);
    this.metric = options.metric ?? "euclidean";
    this.rows = points.rows;
    this.dimensions = points.dimensions;
    this.points = points.data.slice();
    this.weights = points.weights ? points.weights.slice() : new Float64Array(this.rows).fill(1);
    this.order = new Int32Array(this.rows);
    for (let i = 0; i < this.rows; i++) this.order[i] = i;

    let levels = 0;
    while (this.rows > leafSize * 2 ** levels) levels++;
    this.firstLeaf = 2 ** levels - 1;
    this.nodes = 2 * this.firstLeaf + 1;
    this.starts = new Int32Array(this.nodes);
    this.ends = new Int32Array(this.nodes);
    this.boxes = new Float64Array(this.nodes * 2 * this.dimensions);
    this.nodeWeights = new Float64Array(this.nodes);
    this.#distance = reducedDistance(this.metric);
    this.#toBox = reducedDistanceToBox(this.metric);
    this.#betweenBoxes = reducedBetweenBoxes(this.metric);
    this.#acrossBoxes = reducedAcrossBoxes(this.metric);
    this.#stack = new Int32Array(2 * levels + 4);
    this.#stackReduced = new Float64Array(2 * levels + 4);
    this.#nearest = new NearestList();
    if (!deferred) for (const _ of this.#build());
  }

  /**
   * Builds the tree in steps of a few milliseconds, for callers that must stay responsive: each step yields the share done,
   * 0 to 1, and the tree is returned at the end.
   *
   * @throws SpatialError as the constructor does
   */
  static *steps(points: PointSet, options: KdTreeOptions = {}): Generator<number, KdTree, void> {
    validatePoints(points);
    yield 0;
    const tree = new KdTree(points, { ...options, deferred: true } as KdTreeOptions);
    yield 0;
    yield* tree.#build();
    return tree;
  }

  *#build(): Generator<number, void, void> {
    const pending: [node: number, start: number, end: number][] = [[0, 0, this.rows]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [node, start, end] = next;
      if (end - start <= STEP_ROWS || node >= this.firstLeaf) {
        this.#split(node, start, end);
        yield end / this.rows;
      } else {
        const middle = this.#splitOnce(node, start, end);
        pending.push([2 * node + 2, middle, end], [2 * node + 1, start, middle]);
        yield start / this.rows;
      }
    }
    this.#enclose();
  }

  /** Orders the positions `start` to `end` around the median of the widest dimension, then does so for both halves. */
  #split(node: number, start: number, end: number): void {
    if (node >= this.firstLeaf) {
      this.starts[node] = start;
      this.ends[node] = end;
      this.#encloseLeaf(node);
      return;
    }
    const middle = this.#splitOnce(node, start, end);
    this.#split(2 * node + 1, start, middle);
    this.#split(2 * node + 2, middle, end);
  }

  #splitOnce(node: number, start: number, end: number): number {
    this.starts[node] = start;
    this.ends[node] = end;
    const middle = (start + end) >> 1;
    const dimension = this.#widestDimension(start, end);
    if (dimension >= 0) {
      selectRows(this.points, this.order, this.weights, this.dimensions, dimension, start, end, middle);
    }
    return middle;
  }

  /** The dimension of greatest extent among the positions, or -1 when they are all the same. */
  #widestDimension(start: number, end: number): number {
    const { points, dimensions } = this;
    const count = end - start;
    const step = count > SPREAD_SAMPLE ? Math.floor(count / SPREAD_SAMPLE) : 1;
    let widest = -1;
    let extent = 0;
    for (let j = 0; j < dimensions; j++) {
      let low = Infinity;
      let high = -Infinity;
      for (let position = start; position < end; position += step) {
        const value = points[position * dimensions + j]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high - low > extent) {
        extent = high - low;
        widest = j;
      }
    }
    // A sample that is all one value says nothing about the rest.
    return widest < 0 && step > 1 ? 0 : widest;
  }

  /** Fills boxes and weights of the nodes above the leaves, which have theirs. */
  #enclose(): void {
    const { boxes, dimensions, firstLeaf, nodeWeights } = this;
    const width = 2 * dimensions;
    for (let node = firstLeaf - 1; node >= 0; node--) {
      const left = 2 * node + 1;
      nodeWeights[node] = nodeWeights[left]! + nodeWeights[left + 1]!;
      const box = node * width;
      const leftBox = left * width;
      const rightBox = leftBox + width;
      for (let j = 0; j < dimensions; j++) {
        boxes[box + j] = Math.min(boxes[leftBox + j]!, boxes[rightBox + j]!);
        const upper = dimensions + j;
        boxes[box + upper] = Math.max(boxes[leftBox + upper]!, boxes[rightBox + upper]!);
      }
    }
  }

  #encloseLeaf(leaf: number): void {
    const { boxes, dimensions, points, weights } = this;
    const start = this.starts[leaf]!;
    const end = this.ends[leaf]!;
    const box = leaf * 2 * dimensions;
    for (let j = 0; j < dimensions; j++) {
      let low = Infinity;
      let high = -Infinity;
      for (let position = start; position < end; position++) {
        const value = points[position * dimensions + j]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      boxes[box + j] = low;
      boxes[box + dimensions + j] = high;
    }
    let weight = 0;
    for (let position = start; position < end; position++) weight += weights[position]!;
    this.nodeWeights[leaf] = weight;
  }

  /**
   * Reduced distance from a vector to the nearest corner or side of a node's box, 0 inside: no point of the node is nearer.
   *
   * @param bound the sum may stop once it exceeds this
   */
  nearestToBox(vector: Float64Array, offset: number, node: number, bound: number): number {
    return this.#toBox(vector, offset, this.boxes, node * 2 * this.dimensions, this.dimensions, bound);
  }

  /** Reduced distance from a vector to the farthest corner of a node's box: no point of the node is farther. */
  farthestInBox(vector: Float64Array, offset: number, node: number): number {
    const { boxes, dimensions, metric } = this;
    const box = node * 2 * dimensions;
    let sum = 0;
    for (let j = 0; j < dimensions; j++) {
      const value = vector[offset + j]!;
      const reach = Math.max(value - boxes[box + j]!, boxes[box + dimensions + j]! - value);
      if (metric === "euclidean") sum += reach * reach;
      else if (metric === "manhattan") sum += reach;
      else if (reach > sum) sum = reach;
    }
    return sum;
  }

  /** Reduced distance between the boxes of two nodes, 0 when they touch: no pair of their points is nearer. */
  betweenBoxes(a: number, b: number): number {
    return this.#betweenBoxes(this.boxes, a * 2 * this.dimensions, b * 2 * this.dimensions, this.dimensions);
  }

  /** Reduced distance between the farthest corners of two nodes' boxes: no pair of their points is farther apart. */
  acrossBoxes(a: number, b: number): number {
    return this.#acrossBoxes(this.boxes, a * 2 * this.dimensions, b * 2 * this.dimensions, this.dimensions);
  }

  /**
   * Summed weight of the points within `radius` of a vector, points at exactly `radius` included.
   *
   * @param vector d coordinates
   * @param atLeast counting may stop once this much weight is found; default no limit
   * @throws SpatialError when the vector has another length than d, or the radius is negative or NaN
   */
  countWithin(vector: Float64Array, radius: number, atLeast: number = Infinity): number {
    this.#checkQuery(vector, radius);
    const { ends, dimensions, firstLeaf, nodeWeights, points, starts, weights } = this;
    const reducedRadius = reduceRadius(this.metric, radius);
    const distance = this.#distance;
    const stack = this.#stack;
    let count = 0;
    let top = 0;
    stack[top++] = 0;
    while (top > 0) {
      const node = stack[--top]!;
      if (starts[node] === ends[node] || this.nearestToBox(vector, 0, node, reducedRadius) > reducedRadius) continue;
      if (this.farthestInBox(vector, 0, node) <= reducedRadius) {
        count += nodeWeights[node]!;
      } else if (node >= firstLeaf) {
        for (let position = starts[node]!; position < ends[node]!; position++) {
          const reduced = distance(vector, 0, points, position * dimensions, dimensions, reducedRadius);
          if (reduced <= reducedRadius) count += weights[position]!;
        }
      } else {
        stack[top++] = 2 * node + 2;
        stack[top++] = 2 * node + 1;
      }
      if (count >= atLeast) return count;
    }
    return count;
  }

  /**
   * Visits every point within `radius` of a vector, points at exactly `radius` included, in no particular order.
   * Nothing is stored. The visitor must not query the same tree.
   *
   * @param vector d coordinates
   * @throws SpatialError when the vector has another length than d, or the radius is negative or NaN
   */
  visitWithin(vector: Float64Array, radius: number, visit: NeighbourVisitor): void {
    this.#checkQuery(vector, radius);
    const { ends, dimensions, firstLeaf, order, points, starts } = this;
    const reducedRadius = reduceRadius(this.metric, radius);
    const distance = this.#distance;
    const stack = this.#stack;
    let top = 0;
    stack[top++] = 0;
    while (top > 0) {
      const node = stack[--top]!;
      if (starts[node] === ends[node] || this.nearestToBox(vector, 0, node, reducedRadius) > reducedRadius) continue;
      if (node < firstLeaf) {
        stack[top++] = 2 * node + 2;
        stack[top++] = 2 * node + 1;
        continue;
      }
      for (let position = starts[node]!; position < ends[node]!; position++) {
        const reduced = distance(vector, 0, points, position * dimensions, dimensions, reducedRadius);
        if (reduced <= reducedRadius && visit(order[position]!, reduced) === false) return;
      }
    }
  }

  /**
   * The nearest points whose summed weight reaches `count`: the fewest, nearest first, equal distances in row order.
   * All points when their summed weight is below `count`.
   *
   * @param vector d coordinates
   * @param count summed weight wanted, above 0; with unit weights the number of points
   * @throws SpatialError when the vector has another length than d, or the count is not above 0
   */
  nearest(vector: Float64Array, count: number): Neighbours {
    if (vector.length !== this.dimensions) throw badShape("vector", this.dimensions, vector.length);
    if (!(count > 0)) throw badCount("count", count);
    const found = this.#nearest;
    found.reset(count);
    this.#search(vector, 0, this.#leafFor(vector));
    const distances = new Float64Array(found.length);
    for (let i = 0; i < found.length; i++) distances[i] = expandDistance(this.metric, found.reduced[i]!);
    return { rows: found.keys.slice(0, found.length), distances };
  }

  /**
   * The smallest distance at which the summed weight around a vector reaches `minPoints`; `Infinity` when all points
   * together do not. Points at the vector count, so the core distance of a point of weight `minPoints` is 0.
   *
   * @param vector d coordinates
   * @throws SpatialError when the vector has another length than d, or minPoints is not above 0
   */
  coreDistance(vector: Float64Array, minPoints: number): number {
    if (vector.length !== this.dimensions) throw badShape("vector", this.dimensions, vector.length);
    if (!(minPoints > 0)) throw badCount("minPoints", minPoints);
    this.#nearest.reset(minPoints);
    this.#search(vector, 0, this.#leafFor(vector));
    return expandDistance(this.metric, this.#nearest.bound);
  }

  /**
   * Reduced core distance of the point at a position of tree order: see {@link coreDistance}. The fast way for many points.
   *
   * @param minPoints above 0; not checked
   */
  reducedCoreDistanceAt(position: number, minPoints: number): number {
    this.#nearest.reset(minPoints);
    this.#search(this.points, position * this.dimensions, this.leafAt(position));
    return this.#nearest.bound;
  }

  /**
   * Core distance of the point at a position of tree order: see {@link coreDistance}.
   *
   * @param minPoints above 0; not checked
   */
  coreDistanceAt(position: number, minPoints: number): number {
    return expandDistance(this.metric, this.reducedCoreDistanceAt(position, minPoints));
  }

  /**
   * Core distances of all points, by row: see {@link coreDistance}.
   *
   * @throws SpatialError when minPoints is not above 0
   */
  coreDistances(minPoints: number): Float64Array {
    if (!(minPoints > 0)) throw badCount("minPoints", minPoints);
    const distances = new Float64Array(this.rows);
    for (let position = 0; position < this.rows; position++) {
      distances[this.order[position]!] = this.coreDistanceAt(position, minPoints);
    }
    return distances;
  }

  /** The leaf that holds a position. */
  leafAt(position: number): number {
    let node = 0;
    while (node < this.firstLeaf) {
      node = 2 * node + 1;
      if (position >= this.ends[node]!) node++;
    }
    return node;
  }

  /** The leaf reached by always going to the child whose box is nearer: a good place to start a nearest search. */
  #leafFor(vector: Float64Array): number {
    let node = 0;
    while (node < this.firstLeaf) {
      const left = 2 * node + 1;
      const toLeft = this.nearestToBox(vector, 0, left, Infinity);
      node = this.nearestToBox(vector, 0, left + 1, toLeft) < toLeft ? left + 1 : left;
    }
    return node;
  }

  /**
   * Collects the nearest points from a leaf upward: each ancestor's other half is searched only while it can still hold
   * something nearer. In tree order most searches end a few levels above their leaf.
   */
  #search(vector: Float64Array, offset: number, leaf: number): void {
    this.#collect(vector, offset, leaf);
    for (let node = leaf; node > 0; node = (node - 1) >> 1) {
      const sibling = ((node - 1) ^ 1) + 1;
      this.#descend(vector, offset, sibling);
    }
  }

  #descend(vector: Float64Array, offset: number, root: number): void {
    const { firstLeaf } = this;
    const stack = this.#stack;
    const stackReduced = this.#stackReduced;
    const nearest = this.#nearest;
    let top = 0;
    let node = root;
    let reduced = this.nearestToBox(vector, offset, node, nearest.bound);
    for (;;) {
      // Measured when it was put aside; the bound may have come down since.
      if (reduced <= nearest.bound) {
        while (node < firstLeaf) {
          const left = 2 * node + 1;
          const toLeft = this.nearestToBox(vector, offset, left, nearest.bound);
          const toRight = this.nearestToBox(vector, offset, left + 1, nearest.bound);
          const rightFirst = toRight < toLeft;
          const farther = rightFirst ? toLeft : toRight;
          if (farther <= nearest.bound) {
            stack[top] = rightFirst ? left : left + 1;
            stackReduced[top++] = farther;
          }
          node = rightFirst ? left + 1 : left;
          reduced = rightFirst ? toRight : toLeft;
          if (reduced > nearest.bound) break;
        }
        if (node >= firstLeaf && reduced <= nearest.bound) this.#collect(vector, offset, node);
      }
      if (top === 0) return;
      node = stack[--top]!;
      reduced = stackReduced[top]!;
    }
  }

  #collect(vector: Float64Array, offset: number, leaf: number): void {
    const { dimensions, order, points, weights } = this;
    const nearest = this.#nearest;
    const distance = this.#distance;
    const end = this.ends[leaf]!;
    let bound = nearest.bound;
    for (let position = this.starts[leaf]!; position < end; position++) {
      const reduced = distance(vector, offset, points, position * dimensions, dimensions, bound);
      if (reduced > bound) continue;
      nearest.add(order[position]!, reduced, weights[position]!);
      bound = nearest.bound;
    }
  }

  #checkQuery(vector: Float64Array, radius: number): void {
    if (vector.length !== this.dimensions) throw badShape("vector", this.dimensions, vector.length);
    if (!(radius >= 0)) throw badRadius(radius);
  }
}

/** The nearest points met so far, sorted by distance, then row; no more than are needed to reach the wanted weight. */
class NearestList {
  keys: Int32Array = new Int32Array(16);
  reduced: Float64Array = new Float64Array(16);
  weights: Float64Array = new Float64Array(16);
  length: number = 0;
  /** Reduced distance of the farthest entry once the wanted weight is reached, until then Infinity. */
  bound: number = Infinity;
  #wanted: number = 1;
  #total: number = 0;

  reset(wanted: number): void {
    this.length = 0;
    this.bound = Infinity;
    this.#wanted = wanted;
    this.#total = 0;
  }

  add(key: number, reduced: number, weight: number): void {
    if (weight === 0) return;
    if (this.length === this.keys.length) this.#grow();
    const { keys, reduced: distances, weights } = this;
    let place = this.length;
    while (place > 0) {
      const before = distances[place - 1]!;
      if (before < reduced || (before === reduced && keys[place - 1]! < key)) break;
      distances[place] = before;
      keys[place] = keys[place - 1]!;
      weights[place] = weights[place - 1]!;
      place--;
    }
    distances[place] = reduced;
    keys[place] = key;
    weights[place] = weight;
    this.length++;
    this.#total += weight;
    if (this.#total < this.#wanted) return;
    while (this.#total - weights[this.length - 1]! >= this.#wanted) this.#total -= weights[--this.length]!;
    this.bound = distances[this.length - 1]!;
  }

  #grow(): void {
    const size = 2 * this.keys.length;
    const keys = new Int32Array(size);
    const reduced = new Float64Array(size);
    const weights = new Float64Array(size);
    keys.set(this.keys);
    reduced.set(this.reduced);
    weights.set(this.weights);
    this.keys = keys;
    this.reduced = reduced;
    this.weights = weights;
  }
}

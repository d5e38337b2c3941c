import { reducedDistance, reduceRadius, UnionFind } from "@winnow/spatial";
import type { KdTree, ReducedDistance } from "@winnow/spatial";
import { numberClusters, UNREACHED } from "./labels.ts";
import type { Labels } from "./labels.ts";
import type { Steps } from "@winnow/spatial";

/** Cells handled between two yields: some milliseconds, even in many dimensions. */
const CELLS_PER_STEP = 16;

/** A non-core point with no neighbour at all: it cannot be a border point. */
const ALONE = 2;

/**
 * DBSCAN on a k-d tree, cell by cell instead of point by point.
 *
 * A cell is a topmost node whose points are all mutual neighbours ("tight"), or a leaf. A tight cell heavy enough is all core,
 * and all in one cluster, without measuring a distance; two cells of one cluster need not be compared. So crowded regions,
 * which make the textbook algorithm quadratic, cost least. Memory is linear; neighbour lists are never held.
 *
 * The idea of cells of mutual neighbours is from A. Gunawan, "A faster algorithm for DBSCAN", Master's thesis, TU Eindhoven,
 * 2013, and M. de Berg, A. Gunawan, M. Roeloffzen, "Faster DB-scan and HDB-scan in low-dimensional Euclidean spaces", ISAAC
 * 2017; taking them from a tree rather than a grid keeps it exact in any dimension.
 */
export function* joinOnTree(tree: KdTree, eps: number, minPoints: number): Steps<Labels> {
  const run = new TreeJoin(tree, eps, minPoints);
  for (const done of run.markCores()) yield 0.5 * done;
  run.countCores();
  yield 0.5;
  for (const done of run.joinCores()) yield 0.5 + 0.3 * done;
  for (const done of run.number()) yield 0.8 + 0.05 * done;
  for (const done of run.reachBorders()) yield 0.85 + 0.15 * done;
  return run.result();
}

class TreeJoin {
  readonly #tree: KdTree;
  readonly #bound: number;
  readonly #minPoints: number;
  readonly #distance: ReducedDistance;
  readonly #stack: Int32Array;
  /** Nodes near the cell at hand. */
  #near: Int32Array = new Int32Array(256);

  /** Node of each cell, in tree order. */
  readonly #cells: Int32Array;
  readonly #isCell: Uint8Array;
  readonly #tight: Uint8Array;
  /** By position: 1 core, 0 not, ALONE without neighbours. */
  readonly #core: Uint8Array;
  /** By node: number of core points. */
  readonly #cores: Int32Array;
  /** By node that is a cell: whether all its core points are known to be in one cluster. */
  readonly #united: Uint8Array;
  readonly #sets: UnionFind;
  /** Whether a second neighbour always shows in a summed weight. */
  readonly #aloneShows: boolean;
  #labels: Labels = { labels: new Int32Array(), core: new Uint8Array() };

  constructor(tree: KdTree, eps: number, minPoints: number) {
    this.#tree = tree;
    this.#bound = reduceRadius(tree.metric, eps);
    this.#minPoints = minPoints;
    this.#distance = reducedDistance(tree.metric);
    this.#stack = new Int32Array(128);
    this.#isCell = new Uint8Array(tree.nodes);
    this.#tight = new Uint8Array(tree.nodes);
    this.#core = new Uint8Array(tree.rows);
    this.#cores = new Int32Array(tree.nodes);
    this.#united = new Uint8Array(tree.nodes);
    this.#sets = new UnionFind(tree.rows);
    this.#aloneShows = tree.weights.every((weight) => weight >= 1);
    this.#cells = this.#findCells();
  }

  #findCells(): Int32Array {
    const tree = this.#tree;
    const cells = new Int32Array(tree.nodes - tree.firstLeaf);
    const stack = this.#stack;
    let count = 0;
    let top = 0;
    stack[top++] = 0;
    while (top > 0) {
      const node = stack[--top]!;
      if (tree.starts[node] === tree.ends[node]) continue;
      if (tree.acrossBoxes(node, node) <= this.#bound) this.#tight[node] = 1;
      if (this.#tight[node] === 1 || node >= tree.firstLeaf) {
        this.#isCell[node] = 1;
        cells[count++] = node;
      } else {
        stack[top++] = 2 * node + 2;
        stack[top++] = 2 * node + 1;
      }
    }
    return cells.subarray(0, count);
  }

  *markCores(): Steps<void> {
    const cells = this.#cells;
    for (let i = 0; i < cells.length; i++) {
      this.#markCell(cells[i]!);
      if (i % CELLS_PER_STEP === CELLS_PER_STEP - 1) yield i / cells.length;
    }
  }

  #markCell(cell: number): void {
    const { ends, nodeWeights, starts, weights } = this.#tree;
    const minPoints = this.#minPoints;
    if (this.#tight[cell] === 1 && nodeWeights[cell]! >= minPoints) return this.#markAll(cell);
    const sure = this.#gatherLeaves(cell);
    if (sure >= minPoints) return this.#markAll(cell);
    for (let position = starts[cell]!; position < ends[cell]!; position++) {
      const count = this.#countFrom(position, cell, sure);
      if (count >= minPoints) this.#core[position] = weights[position] === 0 ? 0 : 1;
      else if (this.#aloneShows && count === weights[position]) this.#core[position] = ALONE;
    }
  }

  /** A point that occurs 0 times is never core: it must not link others. */
  #markAll(cell: number): void {
    const { ends, starts, weights } = this.#tree;
    for (let position = starts[cell]!; position < ends[cell]!; position++) {
      if (weights[position] !== 0) this.#core[position] = 1;
    }
  }

  #nearCount = 0;

  /**
   * Collects the leaves, other than the cell itself, that hold neighbours of some of the cell's points.
   *
   * @returns the weight of those nodes whose points are neighbours of all of the cell's points; they are not collected
   */
  #gatherLeaves(cell: number): number {
    const tree = this.#tree;
    const { ends, firstLeaf, nodeWeights, starts } = tree;
    const bound = this.#bound;
    const stack = this.#stack;
    let sure = 0;
    let top = 0;
    this.#nearCount = 0;
    stack[top++] = 0;
    while (top > 0) {
      const node = stack[--top]!;
      if (starts[node] === ends[node] || tree.betweenBoxes(cell, node) > bound) continue;
      if (tree.acrossBoxes(cell, node) <= bound) {
        sure += nodeWeights[node]!;
        if (sure >= this.#minPoints) return sure;
      } else if (node >= firstLeaf) {
        if (node !== cell) this.#addNear(node);
      } else {
        stack[top++] = 2 * node + 2;
        stack[top++] = 2 * node + 1;
      }
    }
    return sure;
  }

  #addNear(node: number): void {
    if (this.#nearCount === this.#near.length) {
      const larger = new Int32Array(2 * this.#near.length);
      larger.set(this.#near);
      this.#near = larger;
    }
    this.#near[this.#nearCount++] = node;
  }

  /** Weight around a point, counted until it is enough: the cell itself first, then the gathered leaves. */
  #countFrom(position: number, cell: number, sure: number): number {
    const tree = this.#tree;
    const bound = this.#bound;
    const minPoints = this.#minPoints;
    const near = this.#near;
    const offset = position * tree.dimensions;
    let count = sure;
    // The pairs of a tight cell are in `sure` already.
    if (this.#tight[cell] === 0) count = this.#countLeaf(offset, cell, count);
    for (let i = 0; i < this.#nearCount && count < minPoints; i++) {
      const leaf = near[i]!;
      if (tree.nearestToBox(tree.points, offset, leaf, bound) <= bound) count = this.#countLeaf(offset, leaf, count);
    }
    return count;
  }

  #countLeaf(offset: number, leaf: number, count: number): number {
    const { dimensions, ends, points, starts, weights } = this.#tree;
    const distance = this.#distance;
    const bound = this.#bound;
    const minPoints = this.#minPoints;
    const end = ends[leaf]!;
    let sum = count;
    for (let other = starts[leaf]!; other < end; other++) {
      if (distance(points, offset, points, other * dimensions, dimensions, bound) > bound) continue;
      sum += weights[other]!;
      if (sum >= minPoints) return sum;
    }
    return sum;
  }

  /** Core points per node, so that whole subtrees without any are passed over. */
  countCores(): void {
    const { ends, firstLeaf, nodes, starts } = this.#tree;
    for (let node = nodes - 1; node >= 0; node--) {
      if (node < firstLeaf) {
        this.#cores[node] = this.#cores[2 * node + 1]! + this.#cores[2 * node + 2]!;
        continue;
      }
      let count = 0;
      for (let position = starts[node]!; position < ends[node]!; position++) if (this.#core[position] === 1) count++;
      this.#cores[node] = count;
    }
  }

  *joinCores(): Steps<void> {
    const cells = this.#cells;
    for (let i = 0; i < cells.length; i++) {
      if (this.#cores[cells[i]!]! > 0) this.#uniteInside(cells[i]!);
      if (i % CELLS_PER_STEP === CELLS_PER_STEP - 1) yield (0.3 * i) / cells.length;
    }
    for (let i = 0; i < cells.length; i++) {
      if (this.#cores[cells[i]!]! > 0) this.#joinCell(cells[i]!);
      if (i % CELLS_PER_STEP === CELLS_PER_STEP - 1) yield 0.3 + (0.7 * i) / cells.length;
    }
  }

  #uniteInside(cell: number): void {
    const { ends, starts } = this.#tree;
    const sets = this.#sets;
    const end = ends[cell]!;
    const first = this.#firstCore(cell);
    for (let a = first; a < end; a++) {
      if (this.#core[a] !== 1) continue;
      if (this.#tight[cell] === 1) sets.union(first, a);
      else for (let b = starts[cell]!; b < a; b++) if (this.#core[b] === 1 && this.#neighbours(a, b)) sets.union(a, b);
    }
    this.#noteUnited(cell);
  }

  #firstCore(node: number): number {
    let position = this.#tree.starts[node]!;
    while (this.#core[position] !== 1) position++;
    return position;
  }

  #noteUnited(cell: number): void {
    const end = this.#tree.ends[cell]!;
    const first = this.#firstCore(cell);
    const root = this.#sets.find(first);
    for (let position = first + 1; position < end; position++) {
      if (this.#core[position] === 1 && this.#sets.find(position) !== root) return;
    }
    this.#united[cell] = 1;
  }

  #neighbours(a: number, b: number): boolean {
    const { dimensions, points } = this.#tree;
    return this.#distance(points, a * dimensions, points, b * dimensions, dimensions, this.#bound) <= this.#bound;
  }

  /** Joins a cell with the cells after it in tree order. */
  #joinCell(cell: number): void {
    const tree = this.#tree;
    const bound = this.#bound;
    const stack = this.#stack;
    const end = tree.ends[cell]!;
    let top = 0;
    stack[top++] = 0;
    while (top > 0) {
      const node = stack[--top]!;
      if (tree.ends[node]! <= end || this.#cores[node] === 0 || tree.betweenBoxes(cell, node) > bound) continue;
      if (this.#isCell[node] === 1) {
        this.#joinPair(cell, node);
      } else {
        stack[top++] = 2 * node + 2;
        stack[top++] = 2 * node + 1;
      }
    }
  }

  #joinPair(a: number, b: number): void {
    const sets = this.#sets;
    if (this.#united[a] === 1 && this.#united[b] === 1) {
      const inA = this.#firstCore(a);
      const inB = this.#firstCore(b);
      if (!sets.same(inA, inB) && this.#touch(a, b)) sets.union(inA, inB);
    } else if (this.#united[b] === 1) {
      this.#joinToUnited(a, b);
    } else if (this.#united[a] === 1) {
      this.#joinToUnited(b, a);
    } else {
      this.#joinLoose(a, b);
    }
  }

  /** Whether some core point of one node is a neighbour of some core point of another: stops at the first pair. */
  #touch(a: number, b: number): boolean {
    const tree = this.#tree;
    if (this.#cores[a] === 0 || this.#cores[b] === 0 || tree.betweenBoxes(a, b) > this.#bound) return false;
    if (tree.acrossBoxes(a, b) <= this.#bound) return true;
    const leafA = a >= tree.firstLeaf;
    const leafB = b >= tree.firstLeaf;
    if (!leafA && (leafB || tree.ends[a]! - tree.starts[a]! >= tree.ends[b]! - tree.starts[b]!)) {
      return this.#touch(2 * a + 1, b) || this.#touch(2 * a + 2, b);
    }
    if (!leafB) return this.#touch(a, 2 * b + 1) || this.#touch(a, 2 * b + 2);
    for (let position = tree.starts[a]!; position < tree.ends[a]!; position++) {
      if (this.#core[position] === 1 && this.#reaches(position, b)) return true;
    }
    return false;
  }

  /** Whether a point has a core neighbour in a node. */
  #reaches(position: number, node: number): boolean {
    const tree = this.#tree;
    const bound = this.#bound;
    const offset = position * tree.dimensions;
    if (this.#cores[node] === 0 || tree.nearestToBox(tree.points, offset, node, bound) > bound) return false;
    if (node < tree.firstLeaf) return this.#reaches(position, 2 * node + 1) || this.#reaches(position, 2 * node + 2);
    const end = tree.ends[node]!;
    for (let other = tree.starts[node]!; other < end; other++) {
      if (this.#core[other] === 1 && this.#neighbours(position, other)) return true;
    }
    return false;
  }

  #joinToUnited(loose: number, united: number): void {
    const tree = this.#tree;
    const sets = this.#sets;
    const target = this.#firstCore(united);
    for (let position = tree.starts[loose]!; position < tree.ends[loose]!; position++) {
      if (this.#core[position] !== 1 || sets.same(position, target)) continue;
      if (this.#reaches(position, united)) sets.union(position, target);
    }
    this.#noteUnited(loose);
  }

  /** Both are leaves: a tight cell is united from the start. */
  #joinLoose(a: number, b: number): void {
    const tree = this.#tree;
    const bound = this.#bound;
    for (let inA = tree.starts[a]!; inA < tree.ends[a]!; inA++) {
      if (this.#core[inA] !== 1 || tree.nearestToBox(tree.points, inA * tree.dimensions, b, bound) > bound) continue;
      for (let inB = tree.starts[b]!; inB < tree.ends[b]!; inB++) {
        if (this.#core[inB] === 1 && this.#neighbours(inA, inB)) this.#sets.union(inA, inB);
      }
    }
    this.#noteUnited(a);
    this.#noteUnited(b);
  }

  *number(): Steps<void> {
    this.#labels = yield* numberClusters(this.#tree.order, this.#core, this.#sets);
  }

  *reachBorders(): Steps<void> {
    const cells = this.#cells;
    for (let i = 0; i < cells.length; i++) {
      this.#reachCell(cells[i]!);
      if (i % CELLS_PER_STEP === CELLS_PER_STEP - 1) yield i / cells.length;
    }
  }

  #reachCell(cell: number): void {
    const { ends, order, starts } = this.#tree;
    let gathered = false;
    for (let position = starts[cell]!; position < ends[cell]!; position++) {
      if (this.#core[position] !== 0) continue;
      if (!gathered) this.#gatherCoreCells(cell);
      gathered = true;
      if (this.#nearCount === 0) return;
      const id = this.#lowestReaching(position);
      if (id !== UNREACHED) this.#labels.labels[order[position]!] = id;
    }
  }

  #gatherCoreCells(cell: number): void {
    const tree = this.#tree;
    const bound = this.#bound;
    const stack = this.#stack;
    let top = 0;
    this.#nearCount = 0;
    stack[top++] = 0;
    while (top > 0) {
      const node = stack[--top]!;
      if (this.#cores[node] === 0 || tree.betweenBoxes(cell, node) > bound) continue;
      if (this.#isCell[node] === 1) {
        this.#addNear(node);
      } else {
        stack[top++] = 2 * node + 2;
        stack[top++] = 2 * node + 1;
      }
    }
  }

  /** The lowest cluster with a core point among the neighbours of a point. */
  #lowestReaching(position: number): number {
    const { order, starts, ends } = this.#tree;
    const { labels } = this.#labels;
    let lowest = UNREACHED;
    for (let i = 0; i < this.#nearCount; i++) {
      const cell = this.#near[i]!;
      if (this.#united[cell] === 1) {
        const id = labels[order[this.#firstCore(cell)]!]!;
        if (id < lowest && this.#reaches(position, cell)) lowest = id;
        continue;
      }
      for (let other = starts[cell]!; other < ends[cell]!; other++) {
        if (this.#core[other] !== 1) continue;
        const id = labels[order[other]!]!;
        if (id < lowest && this.#neighbours(position, other)) lowest = id;
      }
    }
    return lowest;
  }

  result(): Labels {
    return this.#labels;
  }
}

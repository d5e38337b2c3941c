import { reduceRadius, UnionFind } from "@winnow/spatial";
import type { Metric } from "@winnow/spatial";
import { sortIntoGrid } from "./grid.ts";
import type { Grid } from "./grid.ts";
import { numberClusters } from "./labels.ts";
import type { Labels } from "./labels.ts";
import type { Steps } from "./steps.ts";

/** Points swept between two yields. */
const POINTS_PER_STEP = 32_768;
/** With more points sharing a cell than this, a tree that skips whole cells is faster. */
const MOST_CROWDING = 12;
/** Pairs held per point before giving up in favour of the tree: keeps memory linear. */
const MOST_PAIRS_PER_POINT = 8;

/** Points as the grid join takes them. */
export interface WeightedPoints {
  readonly rows: number;
  readonly dimensions: number;
  readonly data: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/**
 * DBSCAN for points with few neighbours in up to three dimensions, or undefined when the points are not of that kind.
 *
 * One sweep over the points in cell order meets every pair of neighbours once; there are few, so they are kept, and the rest is
 * arithmetic on that list. Grid cells of eps for fixed-radius neighbours: J. L. Bentley, D. F. Stanat, E. H. Williams, "The
 * complexity of finding fixed-radius near neighbors", Information Processing Letters 6(6), 1977.
 */
export function* joinOnGrid(
  points: WeightedPoints,
  eps: number,
  minPoints: number,
  metric: Metric,
): Steps<Labels | undefined> {
  const grid = sortIntoGrid(points.data, points.rows, points.dimensions, eps);
  yield 0.2;
  if (grid === undefined || grid.crowding > MOST_CROWDING) return undefined;
  const sweep = new PairSweep(points, grid, reduceRadius(metric, eps), metric);
  yield 0.3;
  while (sweep.position < points.rows) {
    sweep.advance(Math.min(points.rows, sweep.position + POINTS_PER_STEP));
    if (sweep.pairs > MOST_PAIRS_PER_POINT * points.rows) return undefined;
    yield 0.3 + (0.6 * sweep.position) / points.rows;
  }
  return labelFromPairs(sweep, grid.order, minPoints);
}

/** Walks the points in cell order and lists all pairs of neighbours, each once. */
class PairSweep {
  /** Positions before this one are done. */
  position: number = 0;
  /** Number of pairs found. */
  pairs: number = 0;
  first: Int32Array;
  second: Int32Array;
  readonly weights: Float64Array;
  /** Always three coordinates; those that points do not have are 0 and add nothing. */
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #z: Float64Array;
  readonly #cells: Uint32Array;
  readonly #ahead: readonly number[];
  /** Positions where the run of adjacent cells begins and ends, for the own run, then for each run ahead. */
  readonly #begins: Int32Array;
  readonly #ends: Int32Array;
  readonly #bound: number;
  readonly #metric: Metric;

  constructor(points: WeightedPoints, grid: Grid, bound: number, metric: Metric) {
    const { rows, dimensions, data, weights } = points;
    const { order } = grid;
    this.#x = new Float64Array(rows);
    this.#y = new Float64Array(rows);
    this.#z = new Float64Array(rows);
    this.weights = new Float64Array(rows).fill(1);
    for (let position = 0; position < rows; position++) {
      const row = order[position]!;
      const offset = row * dimensions;
      this.#x[position] = data[offset]!;
      if (dimensions > 1) this.#y[position] = data[offset + 1]!;
      if (dimensions > 2) this.#z[position] = data[offset + 2]!;
      if (weights !== undefined) this.weights[position] = weights[row]!;
    }
    this.first = new Int32Array(rows);
    this.second = new Int32Array(rows);
    this.#cells = grid.cells;
    this.#ahead = grid.ahead;
    this.#begins = new Int32Array(grid.ahead.length);
    this.#ends = new Int32Array(grid.ahead.length);
    this.#bound = bound;
    this.#metric = metric;
  }

  /** Lists the pairs whose earlier point is at a position below `until`; goes on to the end of a cell. */
  advance(until: number): void {
    const cells = this.#cells;
    const rows = cells.length;
    const ahead = this.#ahead;
    const begins = this.#begins;
    const ends = this.#ends;
    let start = this.position;
    while (start < until) {
      const cell = cells[start]!;
      let end = start + 1;
      while (end < rows && cells[end] === cell) end++;
      let next = end;
      while (next < rows && cells[next] === cell + 1) next++;
      for (let a = start; a < end - 1; a++) this.#scan(a, a + 1, end);
      if (next > end) for (let a = start; a < end; a++) this.#scan(a, end, next);
      for (let run = 0; run < ahead.length; run++) {
        const middle = cell + ahead[run]!;
        let begin = begins[run]!;
        while (begin < rows && cells[begin]! < middle - 1) begin++;
        let after = Math.max(begin, ends[run]!);
        while (after < rows && cells[after]! <= middle + 1) after++;
        begins[run] = begin;
        ends[run] = after;
        if (after > begin) for (let a = start; a < end; a++) this.#scan(a, begin, after);
      }
      start = end;
    }
    this.position = start;
  }

  #scan(a: number, begin: number, end: number): void {
    const xs = this.#x;
    const ys = this.#y;
    const zs = this.#z;
    const bound = this.#bound;
    const euclidean = this.#metric === "euclidean";
    const x = xs[a]!;
    const y = ys[a]!;
    const z = zs[a]!;
    for (let b = begin; b < end; b++) {
      const dx = x - xs[b]!;
      const dy = y - ys[b]!;
      const dz = z - zs[b]!;
      // The order of the sums is that of the definition, so that ties fall as they do everywhere else.
      if (euclidean ? dx * dx + dy * dy + dz * dz <= bound : this.#within(dx, dy, dz)) this.#add(a, b);
    }
  }

  #within(dx: number, dy: number, dz: number): boolean {
    const x = Math.abs(dx);
    const y = Math.abs(dy);
    const z = Math.abs(dz);
    return (this.#metric === "manhattan" ? x + y + z : Math.max(x, y, z)) <= this.#bound;
  }

  #add(a: number, b: number): void {
    if (this.pairs === this.first.length) {
      this.first = doubled(this.first);
      this.second = doubled(this.second);
    }
    this.first[this.pairs] = a;
    this.second[this.pairs] = b;
    this.pairs++;
  }
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

function labelFromPairs(sweep: PairSweep, order: Int32Array, minPoints: number): Labels {
  const { first, pairs, second } = sweep;
  const core = coresFromPairs(sweep, minPoints);
  const sets = new UnionFind(order.length);
  for (let i = 0; i < pairs; i++)
    if (core[first[i]!] === 1 && core[second[i]!] === 1) sets.union(first[i]!, second[i]!);
  const result = numberClusters(order, core, sets);
  const { labels } = result;
  for (let i = 0; i < pairs; i++) {
    const a = first[i]!;
    const b = second[i]!;
    if (core[a] === core[b]) continue;
    const label = labels[order[core[a] === 1 ? a : b]!]!;
    const border = order[core[a] === 1 ? b : a]!;
    if (labels[border] === -1 || label < labels[border]!) labels[border] = label;
  }
  return result;
}

/** A point that occurs 0 times is never core: it must not link others. */
function coresFromPairs(sweep: PairSweep, minPoints: number): Uint8Array {
  const { first, pairs, second, weights } = sweep;
  const around = Float64Array.from(weights);
  for (let i = 0; i < pairs; i++) {
    around[first[i]!]! += weights[second[i]!]!;
    around[second[i]!]! += weights[first[i]!]!;
  }
  const core = new Uint8Array(around.length);
  for (let i = 0; i < core.length; i++) if (around[i]! >= minPoints && weights[i]! > 0) core[i] = 1;
  return core;
}

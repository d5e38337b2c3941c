import { reduceRadius, UnionFind } from "@winnow/spatial";
import type { Bounds, Metric, PointSet } from "@winnow/spatial";
import { sortIntoGrid } from "./grid.ts";
import type { Grid } from "./grid.ts";
import { numberClusters } from "./labels.ts";
import type { Labels } from "./labels.ts";
import { stepsWithin, type Steps } from "@winnow/spatial";

/** Points swept per call: short calls let an engine compile the loop early instead of interpreting all of it. */
const POINTS_PER_CALL = 512;
/** Calls between two yields. */
const CALLS_PER_STEP = 64;
const PAIRS_PER_STEP = 2 ** 18;
/** With more points sharing a cell than this, a tree that skips whole cells is faster. */
const MOST_CROWDING = 6;
/** Pairs held per point before giving up in favour of the tree: keeps memory linear. */
const MOST_PAIRS_PER_POINT = 16;

/**
 * DBSCAN for points with few neighbours in up to three dimensions, or undefined when the points are not of that kind.
 *
 * One sweep over the points in cell order meets every pair of neighbours once; there are few, so they are kept, and the rest is
 * arithmetic on that list. Grid cells of eps for fixed-radius neighbours: J. L. Bentley, D. F. Stanat, E. H. Williams, "The
 * complexity of finding fixed-radius near neighbors", Information Processing Letters 6(6), 1977.
 *
 * @param bounds bounding box of the points
 */
export function* joinOnGrid(
  points: PointSet,
  bounds: Bounds,
  eps: number,
  minPoints: number,
  metric: Metric,
): Steps<Labels | undefined> {
  const { rows, weights } = points;
  const grid = yield* stepsWithin(sortIntoGrid(points, bounds, eps), 0, 0.5);
  if (grid === undefined || grid.crowding > MOST_CROWDING) return undefined;
  const pairs: Pairs = { count: 0, first: new Int32Array(rows), second: new Int32Array(rows) };
  const begins = new Int32Array(grid.ahead.length);
  const ends = new Int32Array(grid.ahead.length);
  let position = 0;
  for (let calls = 1; position < rows; calls++) {
    const until = Math.min(rows, position + POINTS_PER_CALL);
    position = listPairs(pairs, grid, begins, ends, reduceRadius(metric, eps), metric, position, until);
    if (pairs.count > MOST_PAIRS_PER_POINT * rows) return undefined;
    if (calls % CALLS_PER_STEP === 0) yield 0.5 + (0.4 * position) / rows;
  }
  return yield* stepsWithin(labelFromPairs(pairs, grid.order, weights, minPoints), 0.9, 1);
}

/** Pairs of neighbours, by position, each once. */
interface Pairs {
  count: number;
  first: Int32Array;
  second: Int32Array;
}

/**
 * Lists the pairs whose earlier point is at a position from `start` to `until`, going on to the end of a cell, and returns
 * where it ended. One long loop, because calls between its parts cost more than the parts.
 *
 * @param begins for each run of adjacent cells ahead, the position where it begins; kept from call to call, as it only grows
 * @param ends likewise, the position after it
 */
function listPairs(
  pairs: Pairs,
  grid: Grid,
  begins: Int32Array,
  ends: Int32Array,
  bound: number,
  metric: Metric,
  start: number,
  until: number,
): number {
  const { cells, x, y, z, ahead } = grid;
  const rows = cells.length;
  const runs = ahead.length;
  const euclidean = metric === "euclidean";
  let { count, first, second } = pairs;
  let cellStart = start;
  while (cellStart < until) {
    const cell = cells[cellStart]!;
    let cellEnd = cellStart + 1;
    while (cellEnd < rows && cells[cellEnd] === cell) cellEnd++;
    let ownEnd = cellEnd;
    while (ownEnd < rows && cells[ownEnd] === cell + 1) ownEnd++;
    for (let run = -1; run < runs; run++) {
      let begin = 0;
      let end = ownEnd;
      if (run >= 0) {
        const middle = cell + ahead[run]!;
        begin = begins[run]!;
        while (begin < rows && cells[begin]! < middle - 1) begin++;
        end = Math.max(begin, ends[run]!);
        while (end < rows && cells[end]! <= middle + 1) end++;
        begins[run] = begin;
        ends[run] = end;
        if (begin === end) continue;
      }
      for (let a = cellStart; a < cellEnd; a++) {
        const ax = x[a]!;
        const ay = y[a]!;
        const az = z[a]!;
        // In its own run a point meets those after it only.
        for (let b = run < 0 ? a + 1 : begin; b < end; b++) {
          const dx = ax - x[b]!;
          const dy = ay - y[b]!;
          const dz = az - z[b]!;
          // Summed in the order of the definition, so that ties fall as they do everywhere else.
          if (euclidean ? dx * dx + dy * dy + dz * dz > bound : reducedOf(metric, dx, dy, dz) > bound) continue;
          if (count === first.length) {
            first = doubled(first);
            second = doubled(second);
          }
          first[count] = a;
          second[count] = b;
          count++;
        }
      }
    }
    cellStart = cellEnd;
  }
  pairs.count = count;
  pairs.first = first;
  pairs.second = second;
  return cellStart;
}

function reducedOf(metric: Metric, dx: number, dy: number, dz: number): number {
  const x = Math.abs(dx);
  const y = Math.abs(dy);
  const z = Math.abs(dz);
  return metric === "manhattan" ? x + y + z : Math.max(x, y, z);
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

function* labelFromPairs(
  pairs: Pairs,
  order: Int32Array,
  weights: Float64Array | undefined,
  minPoints: number,
): Steps<Labels> {
  const core = coresFromPairs(pairs, order, weights, minPoints);
  yield 0.2;
  const sets = new UnionFind(order.length);
  for (let from = 0; from < pairs.count; from += PAIRS_PER_STEP) {
    joinCores(pairs, core, sets, from, Math.min(pairs.count, from + PAIRS_PER_STEP));
    yield 0.2 + (0.5 * from) / pairs.count;
  }
  const result = yield* stepsWithin(numberClusters(order, core, sets), 0.7, 0.9);
  labelBorders(pairs, core, order, result.labels);
  return result;
}

function joinCores(pairs: Pairs, core: Uint8Array, sets: UnionFind, from: number, to: number): void {
  const { first, second } = pairs;
  for (let i = from; i < to; i++) {
    const a = first[i]!;
    const b = second[i]!;
    if (core[a] === 1 && core[b] === 1) sets.union(a, b);
  }
}

/** A border point goes to the lowest cluster that reaches it. */
function labelBorders(pairs: Pairs, core: Uint8Array, order: Int32Array, labels: Int32Array): void {
  const { count, first, second } = pairs;
  for (let i = 0; i < count; i++) {
    const a = first[i]!;
    const b = second[i]!;
    if (core[a] === core[b]) continue;
    const label = labels[order[core[a] === 1 ? a : b]!]!;
    const border = order[core[a] === 1 ? b : a]!;
    if (labels[border] === -1 || label < labels[border]!) labels[border] = label;
  }
}

/** Core flags by position. A point that occurs 0 times is never core: it must not link others. */
function coresFromPairs(
  pairs: Pairs,
  order: Int32Array,
  weights: Float64Array | undefined,
  minPoints: number,
): Uint8Array {
  const { count, first, second } = pairs;
  const core = new Uint8Array(order.length);
  const own = new Float64Array(order.length).fill(1);
  if (weights !== undefined) for (let i = 0; i < own.length; i++) own[i] = weights[order[i]!]!;
  const around = own.slice();
  for (let i = 0; i < count; i++) {
    around[first[i]!]! += own[second[i]!]!;
    around[second[i]!]! += own[first[i]!]!;
  }
  // Only points in some pair can have gained anything; those heavy enough alone are few to look for, or all.
  for (let i = 0; i < count; i++) {
    const a = first[i]!;
    const b = second[i]!;
    if (around[a]! >= minPoints && own[a]! > 0) core[a] = 1;
    if (around[b]! >= minPoints && own[b]! > 0) core[b] = 1;
  }
  if (weights !== undefined) for (let i = 0; i < own.length; i++) if (own[i]! >= minPoints) core[i] = 1;
  return weights === undefined && minPoints <= 1 ? core.fill(1) : core;
}

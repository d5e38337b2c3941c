import type { Bounds, PointSet } from "@winnow/spatial";
import { stepsWithin, type Steps } from "@winnow/spatial";

/**
 * Points sorted by the cells of a regular grid whose cells are at least eps wide, so that all neighbours of a point are in
 * its own cell or an adjacent one.
 */
export interface Grid {
  /** Row of each position: positions ascend by cell, and by row within a cell. */
  readonly order: Int32Array;
  /** Cell of each position. */
  readonly cells: Int32Array;
  /** Coordinates by position. Always three: those the points do not have are 0 and add nothing to a distance. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Distances in cell numbers to the middles of those adjacent runs of three cells that lie ahead of a cell's own run. */
  readonly ahead: readonly number[];
  /** Mean over the points of how many points share their cell. */
  readonly crowding: number;
}

/** Wider than eps by more than what rounding can move a point across a cell border; see {@link sortIntoGrid}. */
const WIDER = 1 + 1e-6;
/** Keeps cell numbers small integers. */
const MOST_CELLS = 2 ** 31;
/** Up to this many cells a side, the error of a cell number is below 2^-30 before it is rounded down. */
const MOST_CELLS_PER_SIDE = 2 ** 21;
/** Outside these, squares of differences near eps lose precision or vanish: closeness in every coordinate is not implied. */
const SMALLEST_EPS = 1e-140;
const LARGEST_EPS = 1e140;
/** Rows handled per call: short calls let an engine compile a loop early instead of interpreting all of it. */
const ROWS_PER_CALL = 512;
/** Calls between two yields. */
const CALLS_PER_STEP = 128;
/** Sorting this many keys takes some milliseconds. */
const ROWS_SORTED_AT_ONCE = 2 ** 17;
const ROWS_PER_BUCKET = 2 ** 13;

/**
 * Sorts points into a grid, or returns undefined when no grid suits them: more than three dimensions, an extreme eps, or a
 * range too wide for eps.
 *
 * A neighbour differs by at most eps(1 + 2^-51) in each coordinate for every metric. Cells are eps(1 + 10^-6) wide or wider and
 * cell numbers are computed with an error below 2^-30, so neighbours are at most one cell apart: no pair is missed.
 *
 * @param bounds bounding box of the points
 */
export function* sortIntoGrid(points: PointSet, bounds: Bounds, eps: number): Steps<Grid | undefined> {
  const { rows, dimensions } = points;
  if (rows === 0 || dimensions < 1 || dimensions > 3 || !(eps >= SMALLEST_EPS && eps <= LARGEST_EPS)) return undefined;
  const shape = cellShape(rows, bounds, eps);
  if (shape === undefined) return undefined;
  // Cell and row are the halves of one 64-bit number, so the engine's own sort of numbers does all the work.
  const keys = new BigUint64Array(rows);
  const halves = new Int32Array(keys.buffer);
  for (let row = 0, calls = 1; row < rows; row += ROWS_PER_CALL, calls++) {
    numberCells(halves, points, shape, row, Math.min(rows, row + ROWS_PER_CALL));
    if (calls % CALLS_PER_STEP === 0) yield (0.3 * row) / rows;
  }
  const sorted = yield* stepsWithin(sortKeys(keys, shape), 0.3, 0.7);
  if (sorted === undefined) return undefined;
  return yield* stepsWithin(unpack(sorted, points, shape), 0.7, 1);
}

interface CellShape {
  readonly low: Float64Array;
  readonly side: number;
  /** Cells per dimension, with always empty cells at the end so that runs of adjacent cells do not wrap around. */
  readonly counts: Int32Array;
}

function cellShape(rows: number, bounds: Bounds, eps: number): CellShape | undefined {
  const { low, high } = bounds;
  const extent = high.map((value, j) => value - low[j]!);
  if (!extent.every((value) => value <= Number.MAX_VALUE)) return undefined;
  // Wider cells are always allowed: they hold more points, which the caller sees in the crowding.
  for (let side = eps * WIDER; side <= Number.MAX_VALUE; side *= 2) {
    const counts = Array.from(extent, (value) => Math.floor(value / side) + 3);
    const total = counts.reduce((product, count) => product * count, 1);
    if (total < MOST_CELLS && counts.every((count) => count <= MOST_CELLS_PER_SIDE)) {
      return { low, side, counts: Int32Array.from(counts) };
    }
  }
  return undefined;
}

/** Where the lower half of a 64-bit number is: 0 on all but a few rare machines. */
const LOWER_HALF = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1;
const UPPER_HALF = 1 - LOWER_HALF;

/** Writes cell and row for the rows `from` to `to`. */
function numberCells(halves: Int32Array, points: PointSet, shape: CellShape, from: number, to: number): void {
  const { dimensions, data } = points;
  const { counts, low } = shape;
  const perSide = 1 / shape.side;
  let i = from * dimensions;
  for (let row = from; row < to; row++) {
    let cell = 0;
    // Truncation rounds down here, as no coordinate is below the lower bound.
    for (let j = 0; j < dimensions; j++) cell = cell * counts[j]! + (((data[i++]! - low[j]!) * perSide) | 0);
    halves[2 * row + LOWER_HALF] = row;
    halves[2 * row + UPPER_HALF] = cell;
  }
}

/**
 * Sorts in one go if that is quick, else after dealing the keys out to buckets of neighbouring cells, bucket by bucket: quicker
 * for many keys, and it can be interrupted. Returns undefined when one bucket gets too much of it: a grid does not suit then.
 */
function* sortKeys(keys: BigUint64Array<ArrayBuffer>, shape: CellShape): Steps<Int32Array | undefined> {
  const rows = keys.length;
  if (rows <= ROWS_SORTED_AT_ONCE) return new Int32Array(keys.sort().buffer);
  const cells = shape.counts.reduce((product, count) => product * count, 1);
  const buckets = Math.ceil(rows / ROWS_PER_BUCKET);
  const cellsPerBucket = Math.ceil(cells / buckets);
  const halves = new Int32Array(keys.buffer);
  const ends = new Int32Array(buckets);
  for (let i = UPPER_HALF; i < 2 * rows; i += 2) ends[Math.floor(halves[i]! / cellsPerBucket)]!++;
  if (ends.some((count) => count > ROWS_SORTED_AT_ONCE)) return undefined;
  for (let bucket = 0, next = 0; bucket < buckets; bucket++) {
    const count = ends[bucket]!;
    ends[bucket] = next;
    next += count;
  }
  yield 0.1;
  const dealt = new BigUint64Array(rows);
  const dealtHalves = new Int32Array(dealt.buffer);
  for (let from = 0; from < rows; from += ROWS_SORTED_AT_ONCE) {
    deal(halves, dealtHalves, ends, cellsPerBucket, from, Math.min(rows, from + ROWS_SORTED_AT_ONCE));
    yield 0.1 + (0.3 * from) / rows;
  }
  for (let bucket = 0, start = 0; bucket < buckets; bucket++) {
    dealt.subarray(start, ends[bucket]!).sort();
    start = ends[bucket]!;
    yield 0.4 + (0.6 * start) / rows;
  }
  return dealtHalves;
}

/** Copies keys to the places of their buckets, moving each place on. */
function deal(
  halves: Int32Array,
  dealt: Int32Array,
  places: Int32Array,
  cellsPerBucket: number,
  from: number,
  to: number,
): void {
  for (let i = 2 * from; i < 2 * to; i += 2) {
    const place = 2 * places[Math.floor(halves[i + UPPER_HALF]! / cellsPerBucket)]!++;
    dealt[place] = halves[i]!;
    dealt[place + 1] = halves[i + 1]!;
  }
}

function* unpack(halves: Int32Array, points: PointSet, shape: CellShape): Steps<Grid> {
  const { rows } = points;
  const parts = {
    order: new Int32Array(rows),
    cells: new Int32Array(rows),
    x: new Float64Array(rows),
    y: new Float64Array(rows),
    z: new Float64Array(rows),
  };
  for (let from = 0, calls = 1; from < rows; from += ROWS_PER_CALL, calls++) {
    unpackSome(parts, halves, points, from, Math.min(rows, from + ROWS_PER_CALL));
    if (calls % CALLS_PER_STEP === 0) yield from / rows;
  }
  return { ...parts, ahead: runsAhead(shape.counts), crowding: meanCrowding(parts.cells) };
}

/** Splits keys into cells and rows, and gathers the coordinates. */
function unpackSome(
  parts: Pick<Grid, "order" | "cells" | "x" | "y" | "z">,
  halves: Int32Array,
  points: PointSet,
  from: number,
  to: number,
): void {
  const { order, cells, x, y, z } = parts;
  const { dimensions, data } = points;
  for (let position = from; position < to; position++) {
    const row = halves[2 * position + LOWER_HALF]!;
    order[position] = row;
    cells[position] = halves[2 * position + UPPER_HALF]!;
    let i = row * dimensions;
    x[position] = data[i++]!;
    if (dimensions > 1) y[position] = data[i++]!;
    if (dimensions > 2) z[position] = data[i]!;
  }
}

function meanCrowding(cells: Int32Array): number {
  let squares = 0;
  let first = 0;
  for (let i = 1; i <= cells.length; i++) {
    if (i < cells.length && cells[i] === cells[first]) continue;
    squares += (i - first) * (i - first);
    first = i;
  }
  return squares / cells.length;
}

function runsAhead(counts: Int32Array): number[] {
  if (counts.length === 1) return [];
  const line = counts.at(-1)!;
  if (counts.length === 2) return [line];
  const plane = counts[1]! * line;
  return [line, plane - line, plane, plane + line];
}

/**
 * Points sorted by the cells of a regular grid whose cells are at least eps wide, so that all neighbours of a point are in
 * its own cell or an adjacent one.
 */
export interface Grid {
  /** Row of each position: positions ascend by cell, and by row within a cell. */
  readonly order: Int32Array;
  /** Cell of each position. */
  readonly cells: Uint32Array;
  /** Distances in cell numbers to the middles of those adjacent runs of three cells that lie ahead of a cell's own run. */
  readonly ahead: readonly number[];
  /** Mean over the points of how many points share their cell. */
  readonly crowding: number;
}

/** Wider than eps by more than what rounding can move a point across a cell border; see {@link cellShape}. */
const WIDER = 1 + 1e-6;
/** Up to this many cells a side, a quotient's rounding error is below 2^-30 cells. */
const MOST_CELLS_PER_SIDE = 2 ** 21;
const MOST_CELLS = 2 ** 32;
const RADIX_BITS = 11;
const RADIX = 2 ** RADIX_BITS;
/** Outside these, squares of differences near eps lose precision or vanish, and closeness in every coordinate is not implied. */
const SMALLEST_EPS = 1e-140;
const LARGEST_EPS = 1e140;

/**
 * Sorts points into a grid, or returns undefined when no grid suits them: more than three dimensions, an extreme eps, or a
 * range too wide for eps.
 *
 * A neighbour differs by at most eps(1 + 2^-51) in each coordinate for every metric. Cells are eps(1 + 10^-6) wide or wider and
 * cell numbers are computed with an error below 2^-30, so neighbours are at most one cell apart: no pair is missed.
 *
 * @param data rows x dimensions finite coordinates, row after row
 */
export function sortIntoGrid(data: Float64Array, rows: number, dimensions: number, eps: number): Grid | undefined {
  if (rows === 0 || dimensions < 1 || dimensions > 3 || !(eps >= SMALLEST_EPS && eps <= LARGEST_EPS)) return undefined;
  const shape = cellShape(data, dimensions, eps);
  if (shape === undefined) return undefined;
  const cells = numberCells(data, rows, dimensions, shape);
  const { order, sorted } = sortByCell(cells, shape.counts);
  return { order, cells: sorted, ahead: runsAhead(shape.counts), crowding: meanCrowding(sorted) };
}

interface CellShape {
  readonly low: readonly number[];
  readonly side: number;
  /** Cells per dimension, with one always empty cell at the end so that runs of adjacent cells do not wrap around. */
  readonly counts: readonly number[];
}

function cellShape(data: Float64Array, dimensions: number, eps: number): CellShape | undefined {
  const low: number[] = [];
  const extent: number[] = [];
  for (let j = 0; j < dimensions; j++) {
    let least = Infinity;
    let most = -Infinity;
    for (let i = j; i < data.length; i += dimensions) {
      const value = data[i]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    low.push(least);
    extent.push(most - least);
  }
  if (!extent.every((value) => value <= Number.MAX_VALUE)) return undefined;
  // Wider cells are always allowed: they hold more points, which the caller sees in the crowding.
  for (let side = eps * WIDER; side <= Number.MAX_VALUE; side *= 2) {
    const counts = extent.map((value) => Math.floor(value / side) + 3);
    const total = counts.reduce((product, count) => product * count, 1);
    if (total < MOST_CELLS && counts.every((count) => count <= MOST_CELLS_PER_SIDE)) return { low, side, counts };
  }
  return undefined;
}

function numberCells(data: Float64Array, rows: number, dimensions: number, shape: CellShape): Uint32Array {
  const cells = new Uint32Array(rows);
  const perSide = 1 / shape.side;
  for (let j = 0; j < dimensions; j++) {
    const low = shape.low[j]!;
    const count = shape.counts[j]!;
    for (let row = 0, i = j; row < rows; row++, i += dimensions) {
      cells[row] = cells[row]! * count + Math.floor((data[i]! - low) * perSide);
    }
  }
  return cells;
}

/** Least significant digit radix sort; stable, so rows ascend within a cell. */
function sortByCell(cells: Uint32Array, counts: readonly number[]): { order: Int32Array; sorted: Uint32Array } {
  const rows = cells.length;
  const highest = counts.reduce((product, count) => product * count, 1);
  let order = new Int32Array(rows);
  let sorted = cells;
  let spareOrder = new Int32Array(rows);
  let spare = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) order[i] = i;
  const places = new Int32Array(RADIX);
  for (let shift = 0; shift < 32 && highest > 2 ** shift; shift += RADIX_BITS) {
    places.fill(0);
    for (let i = 0; i < rows; i++) places[(sorted[i]! >>> shift) & (RADIX - 1)]!++;
    for (let digit = 0, next = 0; digit < RADIX; digit++) {
      const count = places[digit]!;
      places[digit] = next;
      next += count;
    }
    for (let i = 0; i < rows; i++) {
      const cell = sorted[i]!;
      const place = places[(cell >>> shift) & (RADIX - 1)]!++;
      spare[place] = cell;
      spareOrder[place] = order[i]!;
    }
    const filled = spare;
    spare = sorted as Uint32Array<ArrayBuffer>;
    sorted = filled;
    const filledOrder = spareOrder;
    spareOrder = order;
    order = filledOrder;
  }
  return { order, sorted };
}

function runsAhead(counts: readonly number[]): number[] {
  if (counts.length === 1) return [];
  const line = counts.at(-1)!;
  if (counts.length === 2) return [line];
  const plane = counts[1]! * line;
  return [line, plane - line, plane, plane + line];
}

function meanCrowding(sorted: Uint32Array): number {
  let squares = 0;
  let first = 0;
  for (let i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[first]) continue;
    squares += (i - first) * (i - first);
    first = i;
  }
  return squares / sorted.length;
}

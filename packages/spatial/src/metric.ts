/** Distances the index can measure. */
export type Metric = "euclidean" | "manhattan" | "chebyshev";

/**
 * A distance before its final, order-preserving step: the plain sum of squared differences for `euclidean`, the distance
 * itself for the other metrics. Comparisons are made on reduced distances so that no square root can move a tie.
 *
 * Terms are added left to right, one dimension after the other. Every rounding step is monotone, so the same arithmetic
 * on a box's nearest corner can only give a value at or below the value for any point in the box: pruning with it is exact,
 * even where squares underflow to 0 or overflow to Infinity.
 *
 * @param bound the sum may stop once it exceeds this; the value returned is then only known to exceed `bound`
 */
export type ReducedDistance = (
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  dimensions: number,
  bound: number,
) => number;

function squaredEuclidean(
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  dimensions: number,
  bound: number,
): number {
  let sum = 0;
  let j = 0;
  // Four at a time: asking about the bound after each costs more than it saves.
  for (; j + 4 <= dimensions; j += 4) {
    const d0 = a[aOffset + j]! - b[bOffset + j]!;
    const d1 = a[aOffset + j + 1]! - b[bOffset + j + 1]!;
    const d2 = a[aOffset + j + 2]! - b[bOffset + j + 2]!;
    const d3 = a[aOffset + j + 3]! - b[bOffset + j + 3]!;
    sum = sum + d0 * d0 + d1 * d1 + d2 * d2 + d3 * d3;
    if (sum > bound) return sum;
  }
  for (; j < dimensions; j++) {
    const difference = a[aOffset + j]! - b[bOffset + j]!;
    sum += difference * difference;
  }
  return sum;
}

function manhattan(
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  dimensions: number,
  bound: number,
): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) {
    sum += Math.abs(a[aOffset + j]! - b[bOffset + j]!);
    if (sum > bound) return sum;
  }
  return sum;
}

function chebyshev(
  a: Float64Array,
  aOffset: number,
  b: Float64Array,
  bOffset: number,
  dimensions: number,
  bound: number,
): number {
  let largest = 0;
  for (let j = 0; j < dimensions; j++) {
    const difference = Math.abs(a[aOffset + j]! - b[bOffset + j]!);
    if (difference > largest) {
      largest = difference;
      if (largest > bound) return largest;
    }
  }
  return largest;
}

const REDUCED: Readonly<Record<Metric, ReducedDistance>> = { euclidean: squaredEuclidean, manhattan, chebyshev };

function squaredEuclideanToBox(
  a: Float64Array,
  aOffset: number,
  boxes: Float64Array,
  box: number,
  dimensions: number,
  bound: number,
): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) {
    const value = a[aOffset + j]!;
    const below = boxes[box + j]! - value;
    const above = value - boxes[box + dimensions + j]!;
    if (below > 0) sum += below * below;
    else if (above > 0) sum += above * above;
    else continue;
    if (sum > bound) return sum;
  }
  return sum;
}

function manhattanToBox(
  a: Float64Array,
  aOffset: number,
  boxes: Float64Array,
  box: number,
  dimensions: number,
  bound: number,
): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) {
    const value = a[aOffset + j]!;
    sum += Math.max(0, boxes[box + j]! - value, value - boxes[box + dimensions + j]!);
    if (sum > bound) return sum;
  }
  return sum;
}

function chebyshevToBox(
  a: Float64Array,
  aOffset: number,
  boxes: Float64Array,
  box: number,
  dimensions: number,
  bound: number,
): number {
  let largest = 0;
  for (let j = 0; j < dimensions; j++) {
    const value = a[aOffset + j]!;
    largest = Math.max(largest, boxes[box + j]! - value, value - boxes[box + dimensions + j]!);
    if (largest > bound) return largest;
  }
  return largest;
}

const REDUCED_TO_BOX: Readonly<Record<Metric, ReducedDistance>> = {
  euclidean: squaredEuclideanToBox,
  manhattan: manhattanToBox,
  chebyshev: chebyshevToBox,
};

/**
 * The function that measures reduced distances from a vector to a box, given as d lower bounds and then d upper bounds: 0
 * inside, and never above the reduced distance to any point of the box.
 */
export function reducedDistanceToBox(metric: Metric): ReducedDistance {
  return REDUCED_TO_BOX[metric];
}

/** A reduced distance between two boxes of one array, each d lower bounds and then d upper bounds. */
export type ReducedBoxDistance = (boxes: Float64Array, a: number, b: number, dimensions: number) => number;

function squaredBetweenBoxes(boxes: Float64Array, a: number, b: number, dimensions: number): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) {
    const gap = gapBetween(boxes, a + j, b + j, dimensions);
    sum += gap * gap;
  }
  return sum;
}

function manhattanBetweenBoxes(boxes: Float64Array, a: number, b: number, dimensions: number): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) sum += gapBetween(boxes, a + j, b + j, dimensions);
  return sum;
}

function chebyshevBetweenBoxes(boxes: Float64Array, a: number, b: number, dimensions: number): number {
  let largest = 0;
  for (let j = 0; j < dimensions; j++) largest = Math.max(largest, gapBetween(boxes, a + j, b + j, dimensions));
  return largest;
}

/** Distance between two intervals, given the places of their lower bounds; 0 when they touch. */
function gapBetween(boxes: Float64Array, a: number, b: number, dimensions: number): number {
  const aAfterB = boxes[a]! - boxes[b + dimensions]!;
  if (aAfterB > 0) return aAfterB;
  const bAfterA = boxes[b]! - boxes[a + dimensions]!;
  return bAfterA > 0 ? bAfterA : 0;
}

function squaredAcrossBoxes(boxes: Float64Array, a: number, b: number, dimensions: number): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) {
    const reach = reachAcross(boxes, a + j, b + j, dimensions);
    sum += reach * reach;
  }
  return sum;
}

function manhattanAcrossBoxes(boxes: Float64Array, a: number, b: number, dimensions: number): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) sum += reachAcross(boxes, a + j, b + j, dimensions);
  return sum;
}

function chebyshevAcrossBoxes(boxes: Float64Array, a: number, b: number, dimensions: number): number {
  let largest = 0;
  for (let j = 0; j < dimensions; j++) largest = Math.max(largest, reachAcross(boxes, a + j, b + j, dimensions));
  return largest;
}

/** Largest distance between points of two intervals, given the places of their lower bounds. */
function reachAcross(boxes: Float64Array, a: number, b: number, dimensions: number): number {
  const up = boxes[a + dimensions]! - boxes[b]!;
  const down = boxes[b + dimensions]! - boxes[a]!;
  return up > down ? up : down;
}

const REDUCED_BETWEEN: Readonly<Record<Metric, ReducedBoxDistance>> = {
  euclidean: squaredBetweenBoxes,
  manhattan: manhattanBetweenBoxes,
  chebyshev: chebyshevBetweenBoxes,
};
const REDUCED_ACROSS: Readonly<Record<Metric, ReducedBoxDistance>> = {
  euclidean: squaredAcrossBoxes,
  manhattan: manhattanAcrossBoxes,
  chebyshev: chebyshevAcrossBoxes,
};

/** The function that measures reduced distances between boxes: never above that between any two of their points. */
export function reducedBetweenBoxes(metric: Metric): ReducedBoxDistance {
  return REDUCED_BETWEEN[metric];
}

/** The function that measures reduced distances across boxes: never below that between any two of their points. */
export function reducedAcrossBoxes(metric: Metric): ReducedBoxDistance {
  return REDUCED_ACROSS[metric];
}

/** The function that measures reduced distances of a metric. */
export function reducedDistance(metric: Metric): ReducedDistance {
  return REDUCED[metric];
}

/** The reduced distance that belongs to a radius: `radius * radius` for `euclidean`, else the radius. */
export function reduceRadius(metric: Metric, radius: number): number {
  return metric === "euclidean" ? radius * radius : radius;
}

/** The true distance that belongs to a reduced one. */
export function expandDistance(metric: Metric, reduced: number): number {
  return metric === "euclidean" ? Math.sqrt(reduced) : reduced;
}

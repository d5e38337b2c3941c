import { stepsWithin, type Steps } from "@winnow/spatial";
import type { PointMatrix } from "@winnow/core";
import { uniqueRowSteps } from "@winnow/spatial";
import { notFinite } from "../errors.ts";
import type { WeightedPoints } from "./weighted-points.ts";
import { sortedOrder } from "./sorted-order.ts";

/** Distinct points in lexicographic order, whatever the order of the rows they come from. */
export interface DistinctPoints {
  /** The points, times `scale`, with the summed weights of their rows. */
  readonly points: WeightedPoints;
  /** For each row of the input, its distinct point. */
  readonly indexOf: Int32Array;
  /** The power of two that keeps squared distances from overflowing or vanishing; nearly always 1. */
  readonly scale: number;
}

const POINTS_PER_STEP = 32_768;

/**
 * Folds equal points and sorts what remains: after that, repeating a row, weighing it or moving it can make no difference.
 *
 * @throws `WN1801` when a coordinate is not finite, naming row and column
 */
export function* distinctPoints(matrix: PointMatrix): Steps<DistinctPoints> {
  const { rows, columns, data, weights } = matrix;
  const dimensions = columns.length;
  const scale = safeScale(largestMagnitude(matrix));
  yield 0;
  const folding = uniqueRowSteps({ rows, dimensions, data, weights });
  const { points: unique, indexOf } = yield* stepsWithin(folding, 0, 0.3);
  const sorting = sortedOrder(unique.rows, lexicographic(unique.data, dimensions));
  const order = yield* stepsWithin(sorting, 0.3, 0.9);
  const points = {
    dimensions,
    data: new Float64Array(unique.data.length),
    weights: new Float64Array(unique.rows),
  };
  const rank = new Int32Array(unique.rows);
  for (let place = 0; place < order.length; place++) {
    const point = order[place]!;
    for (let j = 0; j < dimensions; j++) {
      points.data[place * dimensions + j] = unique.data[point * dimensions + j]! * scale;
    }
    points.weights[place] = unique.weights[point]!;
    rank[point] = place;
    if (place % POINTS_PER_STEP === 0) yield 0.9 + (0.1 * place) / order.length;
  }
  return { points, indexOf: indexOf.map((point) => rank[point]!), scale };
}

function lexicographic(data: Float64Array, dimensions: number): (a: number, b: number) => number {
  return (a, b) => {
    for (let j = 0; j < dimensions; j++) {
      const difference = data[a * dimensions + j]! - data[b * dimensions + j]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function largestMagnitude({ columns, data }: PointMatrix): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!Number.isFinite(value)) {
      const row = Math.floor(i / columns.length);
      throw notFinite({ row, column: columns[i % columns.length]!, value });
    }
    largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

/** A power of two scales without rounding; squares are safe from about 1e-154 to 1e154. */
function safeScale(largest: number): number {
  if (largest === 0 || (largest < 1e140 && largest > 1e-100)) return 1;
  return 2 ** Math.max(-1020, Math.min(1020, -Math.round(Math.log2(largest))));
}

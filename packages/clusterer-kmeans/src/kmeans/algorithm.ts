import { stepsWithin, type Steps } from "@winnow/spatial";
import { kmeans } from "ml-kmeans";
import { squaredDistance } from "./distance.ts";
import { firstCentres } from "./seeding.ts";
import type { WeightedPoints } from "./weighted-points.ts";

export interface KmeansSettings {
  /** 1 to the number of points. */
  readonly k: number;
  readonly restarts: number;
  readonly maxIterations: number;
}

export interface KmeansFit {
  /** Nearest centre of each point, the lowest of several equally near. */
  readonly labels: Int32Array;
  readonly centres: readonly number[][];
  /** Weighted sum of squared distances from the centres. */
  readonly inertia: number;
}

/** Distances measured per call of the library: few milliseconds' worth. */
const DISTANCES_PER_CALL = 200_000;
const TYPICAL_ITERATIONS = 10;

/**
 * Weighted k-means, from several starts, of which the tightest counts.
 *
 * `ml-kmeans` has no weights. It does the assignment, one step at a time, from centres that are given to it
 * (`initialization`, `maxIterations: 1`): which centre a point is nearest to does not depend on weights. What does is added
 * here: the first centres ({@link firstCentres}) and, between steps, the weighted mean of each cluster in place of the
 * library's plain one. That is Lloyd's algorithm on the points written out as often as they weigh.
 *
 * S. P. Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28(2), 1982.
 *
 * @param random seeded numbers in [0, 1)
 */
export function* weightedKmeans(
  points: WeightedPoints,
  { k, restarts, maxIterations }: KmeansSettings,
  random: () => number,
): Steps<KmeansFit> {
  let best: KmeansFit | undefined;
  // With one centre, or one for every point, all starts end alike.
  const starts = k === 1 || k === points.weights.length ? 1 : restarts;
  for (let start = 0; start < starts; start++) {
    const centres = yield* stepsWithin(firstCentres(points, k, random), start / starts, (start + 0.3) / starts);
    const fitting = lloyd(points, centres, maxIterations);
    const fit = yield* stepsWithin(fitting, (start + 0.3) / starts, (start + 1) / starts);
    if (best === undefined || fit.inertia < best.inertia) best = fit;
  }
  return best!;
}

function* lloyd(points: WeightedPoints, first: readonly number[][], maxIterations: number): Steps<KmeansFit> {
  const assign = assigner(points, first.length);
  let centres = first;
  let labels = yield* stepsWithin(assign(centres), 0, 0);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    // Nobody knows how many iterations there will be; most fits take a few dozen.
    const done = iteration / (iteration + TYPICAL_ITERATIONS);
    const moved = weightedMeans(points, labels, centres);
    yield done;
    const next = yield* stepsWithin(assign(moved), done, done);
    const settled = next.every((label, i) => label === labels[i]);
    centres = moved;
    labels = next;
    if (settled) break;
  }
  return { labels, centres, inertia: inertiaOf(points, labels, centres) };
}

/**
 * A function that gives the nearest centre of every point, found by the library, a part of the points at a time. The arrays
 * that it takes points in are used over and over: millions of small ones would keep the garbage collector from pausing briefly.
 */
function assigner(
  { dimensions, data, weights }: WeightedPoints,
  k: number,
): (centres: readonly number[][]) => Steps<Int32Array> {
  const count = weights.length;
  // The library refuses fewer points than centres.
  const perCall = Math.min(count, Math.max(k, Math.ceil(DISTANCES_PER_CALL / k)));
  const vectors = Array.from({ length: perCall }, () => new Array<number>(dimensions).fill(0));
  const load = (begin: number): void => {
    for (let i = 0; i < perCall; i++) {
      for (let j = 0; j < dimensions; j++) vectors[i]![j] = data[(begin + i) * dimensions + j]!;
    }
  };
  return function* assign(centres) {
    const labels = new Int32Array(count);
    for (let from = 0; from < count; from += perCall) {
      // The last part overlaps with the one before it, so as to be as long.
      const begin = Math.min(from, count - perCall);
      load(begin);
      const step = {
        initialization: [...centres],
        maxIterations: 1,
        distanceFunction: (a: number[], b: number[]) => squaredDistance(a, b),
      };
      labels.set(kmeans(vectors, k, step).clusters, begin);
      yield from / count;
    }
    return labels;
  };
}

/** The weighted mean of each cluster; a cluster without points keeps its centre. */
function weightedMeans(
  { dimensions, data, weights }: WeightedPoints,
  labels: Int32Array,
  centres: readonly number[][],
): number[][] {
  const sums = centres.map(() => new Array<number>(dimensions).fill(0));
  const totals = new Float64Array(centres.length);
  for (let i = 0; i < labels.length; i++) {
    const sum = sums[labels[i]!]!;
    totals[labels[i]!]! += weights[i]!;
    for (let j = 0; j < dimensions; j++) sum[j]! += weights[i]! * data[i * dimensions + j]!;
  }
  return sums.map((sum, cluster) =>
    totals[cluster] === 0 ? centres[cluster]! : sum.map((value) => value / totals[cluster]!),
  );
}

function inertiaOf(
  { dimensions, data, weights }: WeightedPoints,
  labels: Int32Array,
  centres: readonly number[][],
): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    sum += weights[i]! * squaredDistance(centres[labels[i]!]!, data, i * dimensions);
  }
  return sum;
}

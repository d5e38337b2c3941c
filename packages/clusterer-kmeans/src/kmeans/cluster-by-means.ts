import { stepsWithin, type Steps } from "@winnow/spatial";
import type { Clustering, PointMatrix } from "@winnow/core";
import { weightedKmeans } from "./algorithm.ts";
import type { WeightedPoints } from "./weighted-points.ts";
import { chooseK } from "./choose-k.ts";
import { squaredDistance } from "./distance.ts";
import { distinctPoints } from "./distinct.ts";
import type { KmeansOptions } from "./options.ts";
import { randomNumbers } from "./random.ts";

const POINTS_PER_STEP = 1024;

/** Clusters points around k centres and says how firmly each belongs to its own, as a clustering. */
export function* clusterByMeans(points: PointMatrix, options: KmeansOptions): Steps<Clustering> {
  const { points: distinct, indexOf, scale } = yield* stepsWithin(distinctPoints(points), 0, 0.1);
  const count = distinct.weights.length;
  if (count === 0) return { labels: new Int32Array(0), strength: new Float64Array(0) };
  const random = randomNumbers(options.seed);
  const chosen =
    options.k === "auto"
      ? yield* stepsWithin(chooseK(distinct, options, random), 0.1, 0.3)
      : { k: Math.min(options.k, count) };
  const fit = yield* stepsWithin(weightedKmeans(distinct, { ...options, k: chosen.k }, random), 0.3, 0.95);
  const centres = fit.centres.filter((_, centre) => fit.labels.includes(centre));
  const { nearest, strength } = yield* stepsWithin(placesOf(distinct, centres), 0.95, 1);
  const centreOfRow = indexOf.map((point) => nearest[point]!);
  const numbers = numbersByRow(centreOfRow);
  return {
    labels: centreOfRow.map((centre) => numbers.get(centre)!),
    strength: new Float64Array(indexOf).map((point) => strength[point]!),
    predict: (vector) => {
      const scaled = vector.map((value) => value * scale);
      return numbers.get(placeOf(scaled, 0, centres).nearest)!;
    },
    ...(options.k === "auto" && { chosen: { ...chosen } }),
  };
}

/** Clusters are numbered by their first row. */
function numbersByRow(centreOfRow: Int32Array): ReadonlyMap<number, number> {
  return new Map([...new Set(centreOfRow)].map((centre, number) => [centre, number]));
}

interface Place {
  /** Nearest centre; of several, the first: their order does not depend on that of the rows. */
  readonly nearest: number;
  /** 1 at the centre itself, or where there is no other, and 0 half-way to the next one. */
  readonly strength: number;
}

function* placesOf(
  { dimensions, data, weights }: WeightedPoints,
  centres: readonly number[][],
): Steps<{ readonly nearest: Int32Array; readonly strength: Float64Array }> {
  const nearest = new Int32Array(weights.length);
  const strength = new Float64Array(weights.length);
  for (let i = 0; i < weights.length; i++) {
    const place = placeOf(data, i * dimensions, centres);
    nearest[i] = place.nearest;
    strength[i] = place.strength;
    if (i % POINTS_PER_STEP === 0) yield i / weights.length;
  }
  return { nearest, strength };
}

function placeOf(data: ArrayLike<number>, offset: number, centres: readonly number[][]): Place {
  let nearest = 0;
  let least = Infinity;
  let next = Infinity;
  for (let i = 0; i < centres.length; i++) {
    const distance = squaredDistance(centres[i]!, data, offset);
    if (distance < least) {
      next = least;
      least = distance;
      nearest = i;
    } else if (distance < next) {
      next = distance;
    }
  }
  if (next === Infinity) return { nearest, strength: 1 };
  return { nearest, strength: next === 0 ? 0 : 1 - Math.sqrt(least / next) };
}

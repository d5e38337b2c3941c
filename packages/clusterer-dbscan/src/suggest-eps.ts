import { expandDistance, KdTree, reduceRadius } from "@winnow/spatial";
import type { Metric } from "@winnow/spatial";
import { checkMetric } from "./check-metric.ts";
import { badMinPoints } from "./errors.ts";
import { checkAndFold } from "./fold.ts";
import type { DbscanPoints } from "./fold.ts";
import { runSteps, runStepsAsync, stepsWithin, type RunControl, type Steps } from "@winnow/spatial";

/** Parameters of {@link suggestEps}. */
export interface EpsOptions {
  /** The minPoints that eps is wanted for; above 0. */
  readonly minPoints: number;
  /** Default `euclidean`. */
  readonly metric?: Metric | undefined;
}

/** The k-distance curve: how much weight is core at which eps. */
export interface DistanceCurve {
  /** Distinct core distances, ascending; Infinity, of points that no eps makes core, is left out. */
  readonly distances: Float64Array;
  /** Summed weight of the points whose core distance is at most that distance. */
  readonly weights: Float64Array;
}

/** Result of {@link suggestEps}. */
export interface EpsSuggestion {
  /** The recommended eps. */
  readonly eps: number;
  /** Why, in a sentence or two. */
  readonly reason: string;
  readonly curve: DistanceCurve;
}

/** The farthest 1 % of the weight does not set the scale: one stray point would otherwise flatten the whole curve. */
const SCALE_SHARE = 0.99;
/** Digits of a recommended eps. */
const SHORT_DIGITS = 6;
/** Points handled between two yields. */
const POINTS_PER_STEP = 512;

/**
 * Recommends an eps from the sorted k-distance curve: the core distance of every point, a weighted point counted as its weight.
 * Along the curve distances rise slowly within clusters and steeply outside them; eps is where the rise begins.
 *
 * The curve is from M. Ester, H.-P. Kriegel, J. Sander, X. Xu, "A density-based algorithm for discovering clusters in large
 * spatial databases with noise", KDD 1996, section 4.2. The bend is found as the point farthest below the chord, as V.
 * Satopää, J. Albrecht, D. Irwin, B. Raghavan do in "Finding a 'Kneedle' in a haystack", ICDCS workshops 2011. Two things are
 * different: points that repeat minPoints times are core at any eps, so they are left out of the search, and the curve is
 * scaled to its 99th percentile. The recommendation is a start; the curve shows how firm it is. Distances below about 1e-162,
 * whose squares vanish, count as 0.
 *
 * @throws WinnowError WN1812 to WN1815 and WN1818 as `dbscan` does; WN1001 when the signal is aborted
 */
export function suggestEps(points: DbscanPoints, options: EpsOptions, control: RunControl = {}): EpsSuggestion {
  return runSteps(suggestionSteps(points, options), control);
}

/** {@link suggestEps} that returns to the event loop every 30 ms. */
export async function suggestEpsAsync(
  points: DbscanPoints,
  options: EpsOptions,
  control: RunControl = {},
): Promise<EpsSuggestion> {
  return runStepsAsync(suggestionSteps(points, options), control);
}

function* suggestionSteps(points: DbscanPoints, options: EpsOptions): Steps<EpsSuggestion> {
  const { minPoints, metric = "euclidean" } = options;
  if (!(minPoints > 0)) throw badMinPoints({ minPoints });
  checkMetric(metric);
  const folded = yield* stepsWithin(checkAndFold(points), 0, 0.1);
  const tree = yield* stepsWithin(KdTree.steps(folded.points, { metric }), 0.1, 0.3);
  const reduced = new Float64Array(tree.rows);
  for (let from = 0; from < tree.rows; from += POINTS_PER_STEP) {
    const to = Math.min(tree.rows, from + POINTS_PER_STEP);
    for (let position = from; position < to; position++)
      reduced[position] = tree.reducedCoreDistanceAt(position, minPoints);
    yield 0.3 + (0.6 * to) / tree.rows;
  }
  const curve = curveOf(reduced, tree.weights, metric);
  const { at, reason } = recommend(curve, minPoints, totalOf(tree.weights));
  const eps = at === undefined ? 0 : reachingRadius(curve.distances[at]!, metric, curve.reduced[at]!);
  return { eps, reason, curve: { distances: curve.distances, weights: curve.weights } };
}

function totalOf(weights: Float64Array): number {
  let total = 0;
  for (const weight of weights) total += weight;
  return total;
}

interface ReducedCurve extends DistanceCurve {
  /** Largest reduced distance of those whose root is the distance. */
  readonly reduced: Float64Array;
}

function curveOf(reduced: Float64Array, weights: Float64Array, metric: Metric): ReducedCurve {
  // Sorted alone, by the engine; the weights then look their place up. Sorting pairs by a comparison takes several times as long.
  const sorted = reduced.filter((value, i) => value < Infinity && weights[i]! > 0).sort();
  const largest = sorted.filter((value, i) => expandDistance(metric, value) !== expandDistance(metric, sorted[i + 1]!));
  const summed = new Float64Array(largest.length);
  for (let i = 0; i < reduced.length; i++) {
    if (reduced[i]! < Infinity && weights[i]! > 0) summed[firstAtLeast(largest, reduced[i]!)]! += weights[i]!;
  }
  for (let i = 1; i < summed.length; i++) summed[i]! += summed[i - 1]!;
  return { distances: largest.map((value) => expandDistance(metric, value)), weights: summed, reduced: largest };
}

/** Index of the first of ascending values that is at least `wanted`, which one of them is. */
function firstAtLeast(ascending: Float64Array, wanted: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A short number that, as eps, surely reaches a reduced distance: its root alone may round to less. */
function reachingRadius(distance: number, metric: Metric, reduced: number): number {
  const rounded = Number(distance.toPrecision(SHORT_DIGITS));
  if (reaches(rounded, metric, reduced)) return rounded;
  const unit = 10 ** (Math.floor(Math.log10(distance)) + 1 - SHORT_DIGITS);
  const above = Number((rounded + unit).toPrecision(SHORT_DIGITS));
  return reaches(above, metric, reduced) ? above : distance * (1 + 2 * Number.EPSILON);
}

function reaches(radius: number, metric: Metric, reduced: number): boolean {
  return reduceRadius(metric, radius) >= reduced;
}

/** Chooses the place on the curve, if there is one to choose. */
function recommend(curve: DistanceCurve, minPoints: number, total: number): { at?: number; reason: string } {
  const { distances, weights } = curve;
  if (distances.length === 0) {
    return { reason: `All points together weigh ${total}, less than minPoints ${minPoints}: no eps makes a cluster.` };
  }
  const first = distances[0] === 0 ? 1 : 0;
  if (first === distances.length) {
    return { reason: `Every point repeats ${minPoints} times or more, so identical points already form clusters.` };
  }
  const at = bendOf(curve, first);
  const share = percent(weights[at]! / total);
  const least = `${share} of the weight has ${minPoints} or more within ${digits(distances[at]!)}`;
  if (at === distances.length - 1) return { at, reason: `${least}, and no distance beyond it stands out.` };
  const end = scaleEnd(curve, first);
  if (at >= end) return { at, reason: `${least}; only the farthest 1 % lies beyond.` };
  const far = distances[end]!;
  return { at, reason: `${least}; beyond it distances rise steeply, to ${digits(far)} at the 99th percentile.` };
}

/** Index of the point of the curve farthest below the chord between its ends. */
function bendOf(curve: DistanceCurve, first: number): number {
  const { distances, weights } = curve;
  const last = scaleEnd(curve, first);
  const width = weights[last]! - weights[first]!;
  const height = distances[last]! - distances[first]!;
  let bend = last;
  let farthest = 0;
  for (let i = first; i < last; i++) {
    const below = (weights[i]! - weights[first]!) / width - (distances[i]! - distances[first]!) / height;
    if (below > farthest) {
      farthest = below;
      bend = i;
    }
  }
  return bend;
}

/** Index where 99 % of the weight that is not core at eps 0 is reached. */
function scaleEnd({ weights }: DistanceCurve, first: number): number {
  const before = first === 0 ? 0 : weights[first - 1]!;
  const wanted = before + SCALE_SHARE * (weights.at(-1)! - before);
  let index = first;
  while (weights[index]! < wanted) index++;
  return index;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

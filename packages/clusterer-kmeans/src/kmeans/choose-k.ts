import { stepsWithin, type Steps } from "@winnow/spatial";
import { weightedKmeans } from "./algorithm.ts";
import type { KmeansFit, KmeansSettings } from "./algorithm.ts";
import type { WeightedPoints } from "./weighted-points.ts";
import { squaredDistance } from "./distance.ts";

/** Distinct points looked at to choose k; the clustering itself is of all points. */
const SAMPLE = 1000;

export interface ChoiceOptions extends Omit<KmeansSettings, "k"> {
  readonly choose: "silhouette" | "elbow";
  /** 2 or more. */
  readonly kMax: number;
}

/** A number of clusters, and how it was come by. */
export interface ChosenK {
  readonly k: number;
  readonly reason: string;
}

/**
 * Chooses the number of clusters on a sample of the distinct points, for this choice only.
 *
 * `silhouette`: the k from 2 on with the greatest mean silhouette (P. J. Rousseeuw, "Silhouettes", Journal of Computational
 * and Applied Mathematics 20, 1987). `elbow`: the k whose inertia lies farthest below the chord from 1 to kMax (V. Satopää,
 * J. Albrecht, D. Irwin, B. Raghavan, "Finding a 'Kneedle' in a haystack", ICDCS workshops 2011). The lowest k wins a tie.
 */
export function* chooseK(points: WeightedPoints, options: ChoiceOptions, random: () => number): Steps<ChosenK> {
  const distinct = points.weights.length;
  if (distinct <= 2) return { k: distinct, reason: `There are no more than ${distinct} distinct points.` };
  const sample = sampled(points, random);
  const most = Math.min(options.kMax, sample.weights.length);
  const fits: KmeansFit[] = [];
  for (let k = 1; k <= most; k++) {
    const fitting = weightedKmeans(sample, { ...options, k }, random);
    fits.push(yield* stepsWithin(fitting, (0.5 * (k - 1)) / most, (0.5 * k) / most));
  }
  const scores: number[] = [];
  if (options.choose === "silhouette") {
    for (const [i, { labels }] of fits.entries()) {
      scores.push(
        yield* stepsWithin(meanSilhouette(sample, labels), 0.5 + (0.5 * i) / most, 0.5 + (0.5 * (i + 1)) / most),
      );
    }
  }
  const of = distinct <= SAMPLE ? `all ${distinct}` : `a sample of ${SAMPLE} of ${distinct}`;
  const { k, why } =
    options.choose === "silhouette" ? bestSilhouette(scores) : bend(fits.map(({ inertia }) => inertia));
  return { k, reason: `${why}, over 1 to ${most} clusters of ${of} distinct points.` };
}

/** @param scores mean silhouettes of 1, 2, … clusters; that of 1 says nothing */
function bestSilhouette(scores: readonly number[]): { readonly k: number; readonly why: string } {
  const best = Math.max(...scores.slice(1));
  return { k: 1 + scores.indexOf(best, 1), why: `greatest mean silhouette, ${best.toFixed(3)}` };
}

/** @param inertias of 1, 2, … clusters; falling */
function bend(inertias: readonly number[]): { readonly k: number; readonly why: string } {
  const [first, last] = [inertias[0]!, inertias.at(-1)!];
  const below = inertias.map((inertia, i) => (first - inertia) / (first - last) - i / (inertias.length - 1));
  return { k: 1 + below.indexOf(Math.max(...below)), why: "bend of the inertia" };
}

/** Some of the points, in their order, each as likely as the others. */
function sampled(points: WeightedPoints, random: () => number): WeightedPoints {
  const { dimensions, data, weights } = points;
  if (weights.length <= SAMPLE) return points;
  const sample = { dimensions, data: new Float64Array(SAMPLE * dimensions), weights: new Float64Array(SAMPLE) };
  // Selection sampling: D. E. Knuth, "The Art of Computer Programming", volume 2, algorithm 3.4.2S.
  for (let i = 0, kept = 0; kept < SAMPLE; i++) {
    if ((weights.length - i) * random() >= SAMPLE - kept) continue;
    sample.data.set(data.subarray(i * dimensions, (i + 1) * dimensions), kept * dimensions);
    sample.weights[kept++] = weights[i]!;
  }
  return sample;
}

/** Weighted mean silhouette, −1 to 1; a point alone in its cluster counts 0, as in the paper. */
function* meanSilhouette(points: WeightedPoints, labels: Int32Array): Steps<number> {
  const { weights } = points;
  const totals = new Float64Array(1 + labels.reduce((most, label) => Math.max(most, label), 0));
  for (const [i, label] of labels.entries()) totals[label]! += weights[i]!;
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    sum += weights[i]! * silhouetteOf(i, points, labels, totals);
    yield i / labels.length;
  }
  return sum / totals.reduce((total, weight) => total + weight, 0);
}

function silhouetteOf(
  point: number,
  { dimensions, data, weights }: WeightedPoints,
  labels: Int32Array,
  totals: Float64Array,
): number {
  const own = labels[point]!;
  if (totals[own]! <= 1) return 0;
  const vector = data.subarray(point * dimensions, (point + 1) * dimensions);
  const sums = new Float64Array(totals.length);
  for (let i = 0; i < labels.length; i++) {
    sums[labels[i]!]! += weights[i]! * Math.sqrt(squaredDistance(vector, data, i * dimensions));
  }
  // The point itself is not its own neighbour; its copies are.
  const within = sums[own]! / (totals[own]! - 1);
  let between = Infinity;
  for (let cluster = 0; cluster < totals.length; cluster++) {
    if (cluster !== own && totals[cluster]! > 0) between = Math.min(between, sums[cluster]! / totals[cluster]!);
  }
  const larger = Math.max(within, between);
  return larger === 0 || larger === Infinity ? 0 : (between - within) / larger;
}

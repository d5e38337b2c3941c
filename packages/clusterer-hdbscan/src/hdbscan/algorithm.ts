import { expandDistance, KdTree, mutualReachabilityTreeSteps } from "@winnow/spatial";
import type { PointSet } from "@winnow/spatial";
import { condense } from "./condensed-tree.ts";
import type { CondensedTree } from "./condensed-tree.ts";
import { growDendrogram } from "./dendrogram.ts";
import { foldWhereItPays, spread, spreadLabels } from "./fold.ts";
import type { FoldedRows } from "./fold.ts";
import { assignMembership, rootThreshold } from "./membership.ts";
import type { Membership } from "./membership.ts";
import { checkPoints, safeScale, scaleCoordinates, totalWeight } from "./points.ts";
import type { Points } from "./points.ts";
import { createNoisePredictor, createPredictor } from "./predict.ts";
import type { Prediction } from "./predict.ts";
import { selectClusters } from "./selection.ts";
import { settle } from "./settings.ts";
import type { HdbscanOptions } from "./settings.ts";
import { runSteps, runStepsAsync, stepsWithin, type RunControl, type Steps } from "@winnow/spatial";

/** What {@link hdbscan} finds about n rows. */
export interface HdbscanResult {
  /** n cluster numbers, 0 … k−1 ascending by lowest row; -1 for noise. */
  readonly labels: Int32Array;
  /** n membership strengths, 0 … 1: how dense a row's place is, as a share of the densest of its cluster; 0 for noise. */
  readonly strength: Float64Array;
  /** n GLOSH outlier scores, 0 (as dense as its surroundings get) … 1 (infinitely less dense). */
  readonly outlierScores: Float64Array;
  /** n core distances; all Infinity when the total weight is below minPoints. */
  readonly coreDistances: Float64Array;
  readonly condensedTree: CondensedTree;
  /**
   * Where a new vector of d coordinates would belong. The clustering does not change; a vector equal to a row gets that
   * row's answer.
   *
   * @throws WinnowError WN1823 when the vector has another length than d, WN1827 when it holds NaN or Infinity
   */
  readonly predict: (vector: Float64Array) => Prediction;
}

/**
 * Clusters points by density at every scale at once.
 *
 * A weighted row gives what its repetitions would give, and the order of rows changes nothing but the numbering: spanning
 * tree edges of equal weight are merged at once.
 *
 * R. J. G. B. Campello, D. Moulavi, J. Sander, "Density-based clustering based on hierarchical density estimates",
 * PAKDD 2013; Campello et al., ACM TKDD 10(1), 2015 (GLOSH); L. McInnes, J. Healy, "Accelerated hierarchical density
 * clustering", ICDMW 2017; spanning tree after March, Ram, Gray, KDD 2010.
 *
 * @throws WinnowError WN1826 when an option is out of range, WN1821 when a coordinate is NaN or infinite (naming row and
 *   column), WN1822 when a weight is not positive, WN1823 to WN1825 when sizes do not match; WN1001 when the signal is
 *   aborted, which only `onProgress` can do while this runs
 */
export function hdbscan(points: Points, options: HdbscanOptions = {}, control: RunControl = {}): HdbscanResult {
  return runSteps(hdbscanSteps(points, options), control);
}

/** {@link hdbscan} that lets the event loop turn about every 30 ms; a signal stops it within 100 ms. */
export function hdbscanAsync(
  points: Points,
  options: HdbscanOptions = {},
  control: RunControl = {},
): Promise<HdbscanResult> {
  return runStepsAsync(hdbscanSteps(points, options), control);
}

/**
 * The stages: check and fold, index, core distances, spanning tree, hierarchy, choice of clusters.
 *
 * @param fold which equal rows to fold; the result is the same either way
 */
export function* hdbscanSteps(
  given: Points,
  options: HdbscanOptions,
  fold: (points: PointSet) => Steps<FoldedRows> = foldWhereItPays,
): Steps<HdbscanResult> {
  const settings = settle(options);
  const points = checkPoints(given);
  const scale = safeScale(points.largest);
  yield 0;
  const { rows, columns } = points;
  const data = scaleCoordinates(points.data, scale);
  const folded = yield* stepsWithin(fold({ rows, dimensions: columns.length, data, weights: points.weights }), 0, 0.02);
  const { weights } = folded;
  const total = totalWeight(weights);
  if (total < settings.minPoints) return sparseResult(points, total);

  const tree = yield* stepsWithin(KdTree.steps({ ...folded, dimensions: columns.length }), 0.02, 0.1);
  const reducedCores = yield* stepsWithin(coreDistanceSteps(tree, settings.minPoints), 0.1, 0.4);
  const spanningTree = yield* stepsWithin(mutualReachabilityTreeSteps(tree, reducedCores), 0.4, 0.9);
  const coreDistances = byRow(tree, reducedCores);
  const dendrogram = yield* stepsWithin(growDendrogram(spanningTree, weights), 0.9, 0.95);
  const { minPoints, minClusterSize } = settings;
  const condensed = yield* stepsWithin(condense({ dendrogram, coreDistances, weights, minClusterSize }), 0.95, 0.98);
  const selectionEpsilon = settings.selectionEpsilon * scale;
  const allowSingleCluster = settings.allowSingleCluster && total >= minClusterSize;
  const chosen = selectClusters(condensed, { ...settings, selectionEpsilon, allowSingleCluster });
  const rootLambda = rootThreshold(condensed, selectionEpsilon);
  const membership = yield* stepsWithin(assignMembership(condensed, chosen, rootLambda), 0.98, 1);
  const clustering = { coreDistances, condensed, membership, scale };
  const predict = createPredictor({ ...clustering, tree, rootLambda, minPoints, columns });
  return { ...(yield* stepsWithin(unfold(clustering, folded.indexOf), 1, 1)), predict };
}

/** Searches between two looks at the clock: few, because one search can visit every point when d is high. */
const SEARCHES_PER_STEP = 16;

/** Reduced core distances by position of the tree. */
function* coreDistanceSteps(tree: KdTree, minPoints: number): Steps<Float64Array> {
  const cores = new Float64Array(tree.rows);
  for (let position = 0; position < tree.rows; position++) {
    cores[position] = tree.reducedCoreDistanceAt(position, minPoints);
    if (position % SEARCHES_PER_STEP === 0) yield position / tree.rows;
  }
  return cores;
}

function byRow(tree: KdTree, reducedCores: Float64Array): Float64Array {
  const distances = new Float64Array(tree.rows);
  for (let position = 0; position < tree.rows; position++) {
    distances[tree.order[position]!] = expandDistance(tree.metric, reducedCores[position]!);
  }
  return distances;
}

/** A clustering of distinct, scaled rows. */
interface FoldedClustering {
  readonly coreDistances: Float64Array;
  readonly condensed: CondensedTree;
  readonly membership: Membership;
  /** What coordinates were multiplied by. */
  readonly scale: number;
}

/** From distinct scaled rows back to the rows and the units given. */
function* unfold(clustering: FoldedClustering, indexOf: Int32Array | undefined): Steps<Omit<HdbscanResult, "predict">> {
  const { coreDistances, condensed, membership, scale } = clustering;
  const labels = spreadLabels(membership.labels, indexOf);
  const strength = spread(membership.strength, indexOf, 1);
  yield 0.2;
  const outlierScores = spread(membership.outlierScores, indexOf, 1);
  const distances = spread(coreDistances, indexOf, 1 / scale);
  yield 0.6;
  const condensedTree = {
    parent: condensed.parent,
    weight: condensed.weight,
    birth: spread(condensed.birth, undefined, scale),
    death: spread(condensed.death, undefined, scale),
    stability: spread(condensed.stability, undefined, scale),
    rowCluster: spreadLabels(condensed.rowCluster, indexOf),
    rowLambda: spread(condensed.rowLambda, indexOf, scale),
  };
  return { labels, strength, outlierScores, coreDistances: distances, condensedTree };
}

/** No point is dense at any radius when all weight together is below minPoints: everything is noise. */
function sparseResult(points: Points, total: number): HdbscanResult {
  const { rows } = points;
  return {
    labels: new Int32Array(rows).fill(-1),
    strength: new Float64Array(rows),
    outlierScores: new Float64Array(rows),
    coreDistances: new Float64Array(rows).fill(Infinity),
    condensedTree: {
      parent: Int32Array.of(-1),
      birth: new Float64Array(1),
      death: new Float64Array(1),
      weight: Float64Array.of(total),
      stability: new Float64Array(1),
      rowCluster: new Int32Array(rows),
      rowLambda: new Float64Array(rows),
    },
    predict: createNoisePredictor(points.columns),
  };
}

import { expandDistance, KdTree, mutualReachabilityTreeSteps, uniqueRows } from "@winnow/spatial";
import type { UniqueRows } from "@winnow/spatial";
import { invalidOption } from "../errors.ts";
import { condense } from "./condensed-tree.ts";
import type { CondensedTree } from "./condensed-tree.ts";
import { growDendrogram } from "./dendrogram.ts";
import { assignMembership, rootThreshold } from "./membership.ts";
import type { Membership } from "./membership.ts";
import { checkPoints, safeScale, scaleCoordinates, totalWeight } from "./points.ts";
import type { Points } from "./points.ts";
import { createNoisePredictor, createPredictor } from "./predict.ts";
import type { Prediction } from "./predict.ts";
import { selectClusters } from "./selection.ts";
import { runSteps, runStepsAsync, share } from "./steps.ts";
import type { RunControl, Steps } from "./steps.ts";

/** Settings of {@link hdbscan}. */
export interface HdbscanOptions {
  /**
   * Weight, the point itself included, that has to lie within a point's core distance. Integer of 1 or more; default 5.
   */
  readonly minPoints?: number | undefined;
  /** Least weight of a cluster. Integer of 2 or more; default 5. */
  readonly minClusterSize?: number | undefined;
  /** `eom` (default): the clusters of greatest total stability. `leaf`: the finest clusters. */
  readonly selection?: "eom" | "leaf" | undefined;
  /** Clusters that split at a distance below this stay together. 0 or more; default 0. */
  readonly selectionEpsilon?: number | undefined;
  /** Whether all points may be one cluster; default false. */
  readonly allowSingleCluster?: boolean | undefined;
  /** Greatest weight of a cluster; heavier ones are never chosen. Default Infinity. */
  readonly maxClusterSize?: number | undefined;
}

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
   * @throws HdbscanError when the vector has another length than d or holds NaN or Infinity
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
 * @throws HdbscanError when an option is out of range, a coordinate is NaN or infinite (names row and column), or a weight
 *   is not positive
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

type Settings = { readonly [Key in keyof HdbscanOptions]-?: Exclude<HdbscanOptions[Key], undefined> };

function settle(options: HdbscanOptions): Settings {
  const settings: Settings = {
    minPoints: options.minPoints ?? 5,
    minClusterSize: options.minClusterSize ?? 5,
    selection: options.selection ?? "eom",
    selectionEpsilon: options.selectionEpsilon ?? 0,
    allowSingleCluster: options.allowSingleCluster ?? false,
    maxClusterSize: options.maxClusterSize ?? Infinity,
  };
  const { minPoints, minClusterSize, selection, selectionEpsilon, maxClusterSize } = settings;
  if (!(Number.isInteger(minPoints) && minPoints >= 1)) {
    throw invalidOption("minPoints", minPoints, "an integer of 1 or more");
  }
  if (!(Number.isInteger(minClusterSize) && minClusterSize >= 2)) {
    throw invalidOption("minClusterSize", minClusterSize, "an integer of 2 or more");
  }
  if (selection !== "eom" && selection !== "leaf") throw invalidOption("selection", selection, '"eom" or "leaf"');
  if (!(selectionEpsilon >= 0 && selectionEpsilon < Infinity)) {
    throw invalidOption("selectionEpsilon", selectionEpsilon, "a finite distance of 0 or more");
  }
  if (!(maxClusterSize >= minClusterSize)) {
    throw invalidOption("maxClusterSize", maxClusterSize, "minClusterSize or more");
  }
  return settings;
}

/** The stages: check and fold, index, core distances, spanning tree, hierarchy, answers. */
function* hdbscanSteps(points: Points, options: HdbscanOptions): Steps<HdbscanResult> {
  const settings = settle(options);
  const scale = safeScale(checkPoints(points));
  yield 0;
  const data = scaleCoordinates(points.data, scale);
  const dimensions = points.columns.length;
  const folded = uniqueRows({ rows: points.rows, dimensions, data, weights: points.weights });
  yield 0.02;
  const { weights } = folded.points;
  const total = totalWeight(weights);
  if (total < settings.minPoints) return sparseResult(points, total);

  const tree = yield* share(KdTree.steps(folded.points), 0.02, 0.1);
  const reducedCores = yield* share(coreDistanceSteps(tree, settings.minPoints), 0.1, 0.4);
  const spanningTree = yield* share(mutualReachabilityTreeSteps(tree, reducedCores), 0.4, 0.9);
  const coreDistances = byRow(tree, reducedCores);
  const dendrogram = yield* share(growDendrogram(spanningTree, weights), 0.9, 0.95);
  const { minClusterSize } = settings;
  const condensed = yield* share(condense({ dendrogram, coreDistances, weights, minClusterSize }), 0.95, 0.99);
  const selectionEpsilon = settings.selectionEpsilon * scale;
  const allowSingleCluster = settings.allowSingleCluster && total >= minClusterSize;
  const chosen = selectClusters(condensed, { ...settings, selectionEpsilon, allowSingleCluster });
  const rootLambda = rootThreshold(condensed, selectionEpsilon);
  const membership = assignMembership(condensed, chosen, rootLambda);
  yield 1;
  const predict = createPredictor({
    tree,
    coreDistances,
    condensed,
    membership,
    rootLambda,
    scale,
    minPoints: settings.minPoints,
    columns: points.columns,
  });
  return unfold({ folded, scale, coreDistances, condensed, membership, predict });
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

interface FoldedResult {
  readonly folded: UniqueRows;
  readonly scale: number;
  readonly coreDistances: Float64Array;
  readonly condensed: CondensedTree;
  readonly membership: Membership;
  readonly predict: (vector: Float64Array) => Prediction;
}

/** From distinct scaled rows back to the rows and the units given. */
function unfold(result: FoldedResult): HdbscanResult {
  const { folded, scale, condensed, membership, predict } = result;
  const { indexOf } = folded;
  const spread = (values: Float64Array, factor: number): Float64Array =>
    Float64Array.from(indexOf, (unique) => values[unique]! * factor);
  const perCluster = (values: Float64Array): Float64Array => values.map((value) => value * scale);
  return {
    labels: indexOf.map((unique) => membership.labels[unique]!),
    strength: spread(membership.strength, 1),
    outlierScores: spread(membership.outlierScores, 1),
    coreDistances: spread(result.coreDistances, 1 / scale),
    condensedTree: {
      parent: condensed.parent,
      weight: condensed.weight,
      birth: perCluster(condensed.birth),
      death: perCluster(condensed.death),
      stability: perCluster(condensed.stability),
      rowCluster: indexOf.map((unique) => condensed.rowCluster[unique]!),
      rowLambda: spread(condensed.rowLambda, scale),
    },
    predict,
  };
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

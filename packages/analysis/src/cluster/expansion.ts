import {
  defineError,
  type ErrorFactory,
  type ClustererPlugin,
  type RunContext,
  type Clustering,
  type PointMatrix,
} from "@winnow/core";

/** Weighted points written out: every point as often as it weighs, copies side by side, each of weight 1. */
export interface Expansion {
  readonly points: PointMatrix;
  /** For each written-out point, the weighted point it is a copy of; ascending. */
  readonly origin: Int32Array;
}

export const tooManyPoints: ErrorFactory<{
  readonly clusterer: string;
  readonly points: number;
  readonly maxPoints: number;
  readonly weights: boolean;
  /** Clusterers that take these points. */
  readonly able: readonly string[];
}> = defineError({
  code: "WN1003",
  summary: "A clusterer that takes a limited number of points was given more. Nothing is ever sampled instead.",
  message: ({ clusterer, points, maxPoints, weights }) =>
    `cluster.use: "${clusterer}" takes at most ${maxPoints} points, and there are ${points}` +
    (weights ? "" : " (it knows no weights, so every event counts as a point)"),
  hint: ({ able }) =>
    able.length === 0
      ? "Narrow the events by `where`, or install a clusterer that counts weights."
      : `Use a clusterer that takes them: ${able.join(", ")}.`,
});

/** Points that a clusterer is given: the weighted ones, or without the weights trait as many as they weigh. */
export function pointsFor(plugin: Pick<ClustererPlugin, "traits">, points: PointMatrix): number {
  return plugin.traits.weights ? points.rows : totalWeight(points);
}

function totalWeight({ weights }: PointMatrix): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/**
 * Writes weighted points out, for clusterers that know no weights.
 *
 * @param points whole weights, of which the sum fits in memory: see {@link pointsFor}
 */
export function expandPoints(points: PointMatrix): Expansion {
  const { columns, data, weights } = points;
  const width = columns.length;
  const rows = totalWeight(points);
  const expanded = new Float64Array(rows * width);
  const origin = new Int32Array(rows);
  let row = 0;
  for (let i = 0; i < points.rows; i++) {
    const vector = data.subarray(i * width, (i + 1) * width);
    for (let copy = 0; copy < weights[i]!; copy++, row++) {
      expanded.set(vector, row * width);
      origin[row] = i;
    }
  }
  return { points: { rows, columns, data: expanded, weights: new Float64Array(rows).fill(1) }, origin };
}

/**
 * Brings a clustering of written-out points back to the weighted ones. A clusterer that tells copies of one point apart is at
 * fault; the first copy speaks for the point then, and clusters that this leaves without points are closed up.
 */
export function foldClustering(clustering: Clustering, { origin }: Pick<Expansion, "origin">): Clustering {
  const { strength, outlierScores, core, chosen, predict } = clustering;
  const isFirst = (_: number, row: number): boolean => row === 0 || origin[row - 1] !== origin[row];
  const labels = clustering.labels.filter(isFirst);
  const numbers = closedUp(labels);
  return {
    labels: labels.map((label) => numbers.get(label)!),
    ...(strength && { strength: strength.filter(isFirst) }),
    ...(outlierScores && { outlierScores: outlierScores.filter(isFirst) }),
    ...(core && { core: core.filter(isFirst) }),
    ...(chosen && { chosen }),
    ...(predict && { predict: (vector: Float64Array) => numbers.get(predict.call(clustering, vector)) ?? -1 }),
  };
}

/** New numbers, without gaps and in the same order, for the clusters that occur; noise stays noise. */
function closedUp(labels: Int32Array): ReadonlyMap<number, number> {
  const clusters = [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b);
  return new Map([[-1, -1], ...clusters.map((label, number) => [label, number] as const)]);
}

/**
 * Runs a clusterer on weighted points, whether it knows weights or not: without the trait it is given the points written out,
 * and its answer is brought back.
 *
 * @param others clusterers to name where this one cannot take the points
 * @throws `WN1003` when there are more points than the clusterer takes
 */
export async function clusterWeighted<O>(
  plugin: ClustererPlugin<O>,
  points: PointMatrix,
  options: O,
  context: RunContext,
  others: readonly ClustererPlugin[] = [],
): Promise<Clustering> {
  const count = pointsFor(plugin, points);
  const { maxPoints = Infinity, weights } = plugin.traits;
  if (count > maxPoints) {
    const able = others.filter((other) => pointsFor(other, points) <= (other.traits.maxPoints ?? Infinity));
    throw tooManyPoints({
      clusterer: plugin.name,
      points: count,
      maxPoints,
      weights,
      able: able.map(({ name }) => name),
    });
  }
  if (weights || count === points.rows) return plugin.cluster(points, options, context);
  const expansion = expandPoints(points);
  return foldClustering(await plugin.cluster(expansion.points, options, context), expansion);
}

import { clusterWeighted } from "./expansion.ts";
import { throwIfAborted, type ClustererPlugin, type Clustering, type PointMatrix, type RunContext } from "@winnow/core";
import { pluginFailed } from "../errors.ts";
import { callPlugin } from "../plugin-call.ts";
import type { Points } from "../points/points.ts";

/** Clusters over all partitions. One entry per point; clusters are numbered by their earliest point. */
export interface PointClusters {
  readonly labels: Int32Array;
  readonly clusterCount: number;
  /** Absent when the clusterer gives none. */
  readonly strength: Float64Array | null;
  readonly outlierScores: Float64Array | null;
  /** What the clusterer chose itself, for each partition where it did. */
  readonly chosen: readonly ChosenValues[];
}

/** Parameters that the clusterer chose for one partition. */
export interface ChosenValues {
  readonly partition: number;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface ClusterRequest {
  readonly plugin: ClustererPlugin;
  readonly options: unknown;
  /** Clusterers to suggest where this one cannot take so many points. */
  readonly others: readonly ClustererPlugin[];
}

/** The points of each partition, ascending. */
export function membersOf({ partitions, partitionCount }: Pick<Points, "partitions" | "partitionCount">): Int32Array[] {
  const sizes = new Int32Array(partitionCount);
  for (const partition of partitions) sizes[partition]!++;
  const members = Array.from(sizes, (size) => new Int32Array(size));
  sizes.fill(0);
  partitions.forEach((partition, point) => {
    members[partition]![sizes[partition]!++] = point;
  });
  return members;
}

/** Clusters each partition by itself and gives the clusters common numbers. */
export async function clusterPoints(
  allPoints: Points,
  scaled: PointMatrix,
  request: ClusterRequest,
  context: RunContext,
): Promise<PointClusters> {
  const { matrix, partitions, partitionCount } = allPoints;
  // What a clusterer says of one partition ("everything is one cluster") is no news where there are hundreds.
  const quiet = partitionCount > 1 ? { ...context, warn: () => {}, progress: () => {} } : context;
  const merged = new MergedClusters(matrix.rows);
  for (const [partition, rows] of membersOf(allPoints).entries()) {
    throwIfAborted(context.signal);
    const points = partitionCount === 1 ? scaled : selectRows(scaled, rows);
    const clustering = await runClusterer(request, points, quiet);
    merged.add(partition, rows, clustering);
    context.progress({ stage: "cluster", done: partition + 1, total: partitionCount, unit: "partitions" });
  }
  return merged.finish(partitions);
}

/** The rows of a matrix at these positions. */
export function selectRows({ columns, data, weights }: PointMatrix, rows: Int32Array): PointMatrix {
  const width = columns.length;
  const selected = new Float64Array(rows.length * width);
  rows.forEach((row, i) => selected.set(data.subarray(row * width, (row + 1) * width), i * width));
  return { rows: rows.length, columns, data: selected, weights: Float64Array.from(rows, (row) => weights[row]!) };
}

async function runClusterer(request: ClusterRequest, points: PointMatrix, context: RunContext): Promise<Clustering> {
  const plugin = `clusterer "${request.plugin.name}"`;
  const before = checksum(points);
  return callPlugin({ plugin, stage: "cluster" }, context, async (watched) => {
    // Looked at within the call: an answer may fail when it is asked.
    const answer = await clusterWeighted(request.plugin, points, request.options, watched, request.others);
    const { labels, strength, outlierScores, core, chosen } = (answer ?? {}) as Clustering;
    const clustering = { labels, strength, outlierScores, core, chosen } as Clustering;
    const changed = checksum(points) === before ? undefined : "it changed the points that it was given";
    const fault = changed ?? faultOf(clustering, points.rows, request.plugin.traits.noise);
    if (fault !== undefined) throw pluginFailed({ plugin, stage: "cluster", problem: fault });
    return clustering;
  });
}

/** Typed arrays cannot be frozen: a sum over their bits tells whether one was written to. */
function checksum({ data, weights }: PointMatrix): number {
  let sum = 0;
  for (const array of [data, weights]) {
    const words = new Int32Array(array.buffer, array.byteOffset, array.length * 2);
    for (let i = 0; i < words.length; i++) sum = (Math.imul(sum, 31) + words[i]!) | 0;
  }
  return sum;
}

/** A plugin from outside is not trusted with the shape of its answer. */
function faultOf(clustering: Clustering, rows: number, mayLeaveNoise: boolean): string | undefined {
  const { labels, strength, outlierScores, core }: Partial<Clustering> = clustering;
  if (!(labels instanceof Int32Array)) return "it gave no labels";
  if (labels.length !== rows) return `it gave ${labels.length} labels for ${rows} points`;
  const least = labels.reduce((lowest, label) => Math.min(lowest, label), 0);
  if (least < -1) return "it gave a label below -1";
  if (least < 0 && !mayLeaveNoise) return "it left points unclustered, which its traits rule out";
  for (const [name, scores] of Object.entries({ strengths: strength, "outlier scores": outlierScores })) {
    if (scores !== undefined && scores.length !== rows) return `it gave ${scores.length} ${name} for ${rows} points`;
    if (scores?.some((score) => !(score >= 0 && score <= 1))) return `it gave ${name} that are not between 0 and 1`;
  }
  if (core !== undefined && core.length !== rows) return `it gave ${core.length} core flags for ${rows} points`;
  return undefined;
}

class MergedClusters {
  readonly #labels: Int32Array;
  #strength: Float64Array | null = null;
  #outlierScores: Float64Array | null = null;
  readonly #chosen: ChosenValues[] = [];

  constructor(size: number) {
    this.#labels = new Int32Array(size);
  }

  add(partition: number, rows: Int32Array, clustering: Clustering): void {
    rows.forEach((row, i) => (this.#labels[row] = clustering.labels[i]!));
    this.#strength = spread(clustering.strength, rows, this.#strength, this.#labels.length);
    this.#outlierScores = spread(clustering.outlierScores, rows, this.#outlierScores, this.#labels.length);
    if (clustering.chosen !== undefined) this.#chosen.push({ partition, values: clustering.chosen });
  }

  /** Numbers the clusters of all partitions by their first point, which is their earliest. */
  finish(partitions: Int32Array): PointClusters {
    const numbers = new Map<string, number>();
    const labels = this.#labels.map((label, point) => {
      if (label < 0) return -1;
      const key = `${partitions[point]}:${label}`;
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      return numbers.get(key)!;
    });
    return {
      labels,
      clusterCount: numbers.size,
      strength: this.#strength,
      outlierScores: this.#outlierScores,
      chosen: this.#chosen,
    };
  }
}

function spread(
  part: Float64Array | undefined,
  rows: Int32Array,
  whole: Float64Array | null,
  size: number,
): Float64Array | null {
  if (part === undefined) return whole;
  const target = whole ?? new Float64Array(size);
  rows.forEach((row, i) => (target[row] = part[i]!));
  return target;
}

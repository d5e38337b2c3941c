import type { ClustererPlugin, PointMatrix, RunContext } from "@winnow/core";
import type { Points } from "../points/points.ts";
import { clusterPoints, type ClusterRequest } from "./cluster.ts";

/** In how many neighbouring settings each point is noise. */
export interface Stability {
  /** Share of the settings, 0 to 1, per point. */
  readonly noiseShare: Float64Array;
  readonly settings: number;
}

/**
 * Clusters again with neighbouring values of the option that the clusterer is tuned by and with each feature left out in turn:
 * what is noise in nearly all of these is so by nature, not by a choice of parameters.
 */
export async function measureStability(
  points: Points,
  scaled: PointMatrix,
  request: ClusterRequest,
  context: RunContext,
): Promise<Stability> {
  const quiet = { ...context, warn: () => {}, progress: () => {} };
  const variations = [
    ...neighbouringOptions(request.plugin, request.options).map((options) => ({ matrix: scaled, options })),
    ...scaled.columns.map((_, left) => ({ matrix: withoutColumn(scaled, left), options: request.options })),
  ].filter(({ matrix }) => matrix.columns.length > 0);
  const noise = new Float64Array(points.matrix.rows);
  for (const { matrix, options } of variations) {
    const { labels } = await clusterPoints(points, matrix, { ...request, options }, quiet);
    labels.forEach((label, point) => (noise[point]! += label < 0 ? 1 : 0));
  }
  const settings = variations.length;
  return { noiseShare: settings === 0 ? noise : noise.map((count) => count / settings), settings };
}

/** Values of the tuned option within this factor of the chosen one are its neighbours. */
const NEAR = 4;

/** The options with neighbouring values of the one that the clusterer is tuned by. */
function neighbouringOptions({ tuning }: ClustererPlugin, options: unknown): readonly unknown[] {
  const current = tuning === undefined ? undefined : (options as Readonly<Record<string, unknown>>)[tuning.option];
  if (tuning === undefined || typeof current !== "number" || current <= 0) return [];
  return tuning
    .values(current)
    .filter((value) => value !== current && value >= current / NEAR && value <= current * NEAR)
    .map((value) => Object.assign({}, options, { [tuning.option]: value }));
}

function withoutColumn({ rows, columns, data, weights }: PointMatrix, left: number): PointMatrix {
  const width = columns.length;
  const kept = columns.map((_, column) => column).filter((column) => column !== left);
  const reduced = new Float64Array(rows * kept.length);
  for (let row = 0; row < rows; row++) {
    kept.forEach((column, at) => (reduced[row * kept.length + at] = data[row * width + column]!));
  }
  return { rows, columns: kept.map((column) => columns[column]!), data: reduced, weights };
}

import { defineClusterer } from "@winnow/core";
import type { ClustererPlugin, Clustering, PointMatrix, RunContext } from "@winnow/core";
import { hdbscanAsync } from "./algorithm.ts";
import { hdbscanOptions } from "./options.ts";
import type { HdbscanPluginOptions } from "./options.ts";
import { hdbscanTuning } from "./tuning.ts";
import { adviceFor } from "./warnings.ts";

/** Exact, weighted, tie-contracted HDBSCAN: clusters of any density, with strengths and outlier scores. */
export const hdbscanPlugin: ClustererPlugin<HdbscanPluginOptions> = defineClusterer({
  name: "hdbscan",
  summary: "Exact HDBSCAN on weighted points: clusters of differing density, with strengths and outlier scores (GLOSH)",
  options: hdbscanOptions,
  traits: { weights: true, noise: true, seeded: false },
  cluster: clusterByHierarchy,
  tuning: hdbscanTuning,
});

async function clusterByHierarchy(
  points: PointMatrix,
  options: HdbscanPluginOptions,
  context: RunContext,
): Promise<Clustering> {
  const { signal, progress } = context;
  const onProgress = (share: number): void => {
    progress({ stage: "cluster", done: Math.round(share * points.rows), total: points.rows, unit: "points" });
  };
  const { labels, strength, outlierScores, predict } = await hdbscanAsync(points, options, { signal, onProgress });
  const advice = adviceFor(labels, options);
  if (advice !== undefined) context.warn(advice);
  return { labels, strength, outlierScores, predict: (vector) => predict(vector).label };
}

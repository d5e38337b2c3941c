import { defineClusterer } from "@winnow/core";
import type { ClustererPlugin, Clustering, PointMatrix, RunContext } from "@winnow/core";
import { dbscanAsync } from "../algorithm.ts";
import { dbscanOptions } from "./options.ts";
import type { DbscanPluginOptions } from "./options.ts";
import { adviceFor } from "./warnings.ts";

/** Exact, weighted DBSCAN: points with enough events within eps form clusters, what no cluster reaches is noise. */
export const dbscanPlugin: ClustererPlugin<DbscanPluginOptions> = defineClusterer({
  name: "dbscan",
  summary: "Exact DBSCAN on weighted points: dense neighbourhoods are clusters, the rest is noise",
  options: dbscanOptions,
  traits: { weights: true, noise: true, seeded: false },
  cluster: clusterByDensity,
});

async function clusterByDensity(
  points: PointMatrix,
  options: DbscanPluginOptions,
  context: RunContext,
): Promise<Clustering> {
  const { signal, progress } = context;
  const onProgress = (share: number): void => {
    progress({ stage: "cluster", done: Math.round(share * points.rows), total: points.rows, unit: "points" });
  };
  const { labels, core, predict } = await dbscanAsync(points, options, { signal, onProgress });
  const advice = adviceFor(labels, options.eps, options.minPoints);
  if (advice !== undefined) context.warn(advice);
  return { labels, core, predict };
}

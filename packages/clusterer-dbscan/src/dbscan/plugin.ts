import { defineClusterer } from "@winnow/core";
import type { RunControl } from "@winnow/spatial";
import type { ClustererPlugin, Clustering, PointMatrix, RunContext } from "@winnow/core";
import { dbscanAsync } from "../algorithm.ts";
import { suggestEpsAsync } from "../suggest-eps.ts";
import { dbscanOptions } from "./options.ts";
import type { DbscanPluginOptions } from "./options.ts";
import { dbscanTuning } from "./tuning.ts";
import { adviceFor } from "./warnings.ts";

/** Exact, weighted DBSCAN: points with enough events within eps form clusters, what no cluster reaches is noise. */
export const dbscanPlugin: ClustererPlugin<DbscanPluginOptions> = defineClusterer({
  name: "dbscan",
  summary: "Exact DBSCAN on weighted points: dense neighbourhoods are clusters, the rest is noise",
  options: dbscanOptions,
  traits: { weights: true, noise: true, seeded: false },
  cluster: clusterByDensity,
  tuning: dbscanTuning,
});

async function clusterByDensity(
  points: PointMatrix,
  options: DbscanPluginOptions,
  context: RunContext,
): Promise<Clustering> {
  const { minPoints, metric } = options;
  const chosen = options.eps === "auto" ? await chooseEps(points, options, context) : { eps: options.eps };
  const { eps } = chosen;
  const { labels, core, predict } = await dbscanAsync(
    points,
    { eps, minPoints, metric },
    controlOf("cluster", points, context),
  );
  const advice = adviceFor(labels, eps, minPoints);
  if (advice !== undefined) context.warn(advice);
  return { labels, core, predict, ...(options.eps === "auto" && { chosen }) };
}

async function chooseEps(
  points: PointMatrix,
  { minPoints, metric }: DbscanPluginOptions,
  context: RunContext,
): Promise<{ readonly eps: number; readonly reason: string }> {
  const { eps, reason } = await suggestEpsAsync(
    points,
    { minPoints, metric },
    controlOf("choose eps", points, context),
  );
  return { eps, reason };
}

function controlOf(stage: string, { rows }: PointMatrix, { signal, progress }: RunContext): RunControl {
  return {
    signal,
    onProgress: (share) => {
      progress({ stage, done: Math.round(share * rows), total: rows, unit: "points" });
    },
  };
}

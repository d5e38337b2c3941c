import { runStepsAsync } from "@winnow/spatial";
import { defineClusterer } from "@winnow/core";
import type { ClustererPlugin } from "@winnow/core";
import { kmeansOptions } from "./options.ts";
import type { KmeansOptions } from "./options.ts";

/** k-means on weighted points: every point belongs to the nearest of k centres, nothing is noise. */
export const kmeansPlugin: ClustererPlugin<KmeansOptions> = defineClusterer({
  name: "kmeans",
  summary: "Weighted, seeded k-means (ml-kmeans): k groups around their means; finds no noise, so rare events can hide",
  options: kmeansOptions,
  traits: { weights: true, noise: false, seeded: true },
  cluster: async (points, options, { signal, progress }) => {
    // ml-kmeans brings hundreds of modules along; nobody waits for them who does not cluster by means.
    const { clusterByMeans } = await import("./cluster-by-means.ts");
    return runStepsAsync(clusterByMeans(points, options), {
      signal,
      onProgress: (share) => {
        progress({ stage: "cluster", done: Math.round(share * points.rows), total: points.rows, unit: "points" });
      },
    });
  },
});

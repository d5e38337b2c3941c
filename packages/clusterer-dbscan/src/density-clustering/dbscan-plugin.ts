import { defineClusterer } from "@winnow/core";
import type { ClustererPlugin } from "@winnow/core";
import { labelsOf, runLibrary } from "./library.ts";
import { densityClusteringOptions } from "./options.ts";
import type { DensityClusteringOptions } from "./options.ts";

/** Half a minute's worth, or more where clusters are large. */
const MAX_POINTS = 20_000;

/** What an analyst should know of a result of this clusterer. */
export const DBSCAN_FAULTS: string =
  "density-clustering-dbscan: points at exactly eps from each other do not count as neighbours, so that evenly spaced " +
  "values can come out as noise; and a run cannot be interrupted. The clusterer dbscan has neither fault.";

/**
 * DBSCAN of the npm package density-clustering 1.3.0, for comparison.
 *
 * Wrong in it: distances are compared with eps by `<`, not `<=`; eps 0 counts as 1 (refused here); border points that a
 * cluster claims later are listed as noise as well (their cluster counts here). Time grows with the square of the points and
 * worse, weights are unknown, and a run blocks the thread.
 */
export const densityClusteringDbscan: ClustererPlugin<DensityClusteringOptions> = defineClusterer({
  name: "density-clustering-dbscan",
  summary:
    "DBSCAN of the npm package density-clustering, for comparison: misses neighbours at exactly eps; quadratic, " +
    "without weights",
  options: densityClusteringOptions,
  traits: { weights: false, noise: true, seeded: false, maxPoints: MAX_POINTS },
  cluster: async (points, options, { signal, warn }) => {
    const clusters = await runLibrary("DBSCAN", points, options, signal);
    warn(DBSCAN_FAULTS);
    return { labels: labelsOf(clusters, points.rows) };
  },
});

import { defineClusterer } from "@winnow/core";
import type { ClustererPlugin } from "@winnow/core";
import { labelsOf, runLibrary } from "./library.ts";
import { densityClusteringOptions } from "./options.ts";
import type { DensityClusteringOptions } from "./options.ts";

/** The package calls itself for every point of a cluster; at about 5,000 in a row the stack is exhausted. */
const MAX_POINTS = 3000;

/** What an analyst should know of a result of this clusterer. */
export const OPTICS_FAULTS: string =
  "density-clustering-optics: the package's core distances, and with them its reachabilities, are wrong, so that only what " +
  "is within eps of each other tells clusters apart, and points at exactly eps do not count; and a run cannot be " +
  "interrupted. For clusters of differing density use the clusterer hdbscan.";

/**
 * OPTICS of the npm package density-clustering 1.3.0, for comparison: what its walk from one point reaches is a cluster, and
 * fewer than minPoints points are noise.
 *
 * Wrong in it: core distances are looked for among the whole numbers below eps, and 0 is taken for eps itself, so that they
 * are 0 or missing and reachabilities are plain distances; distances are compared with eps by `<`; its walk goes over a queue
 * that changes under it. Time grows with the square of the points, weights are unknown, and a run blocks the thread.
 */
export const densityClusteringOptics: ClustererPlugin<DensityClusteringOptions> = defineClusterer({
  name: "density-clustering-optics",
  summary:
    "OPTICS of the npm package density-clustering, for comparison: wrong core distances, misses neighbours at exactly eps; " +
    "quadratic, without weights",
  options: densityClusteringOptions,
  traits: { weights: false, noise: true, seeded: false, maxPoints: MAX_POINTS },
  cluster: async (points, options, { signal, warn }) => {
    const walks = await runLibrary("OPTICS", points, options, signal);
    warn(OPTICS_FAULTS);
    const clusters = walks.filter((walk) => walk.length >= options.minPoints);
    return { labels: labelsOf(clusters, points.rows) };
  },
});

import { defineClusterer, throwIfAborted } from "@winnow/core";
import type { ClustererPlugin, Clustering, PointMatrix, RunContext } from "@winnow/core";
import { hdbscanTsOptions } from "./options.ts";
import type { HdbscanTsOptions } from "./options.ts";

/** Some twenty seconds' worth: time grows with the square of the points and worse. */
const MAX_POINTS = 2000;

/** What an analyst should know of a result of this clusterer. */
export const FAULTS: string =
  "hdbscan-ts: the package's clusters are not those of HDBSCAN: it measures squared distances, scores clusters by one length " +
  "for all their points, and takes equal points apart; its order of points matters; and a run cannot be interrupted. " +
  "The clusterer hdbscan has none of these faults.";

/**
 * HDBSCAN of the npm package hdbscan-ts 1.0.17, for comparison.
 *
 * Wrong in it: distances are squared, so that stabilities are those of other densities; a cluster's stability goes by the
 * longest edge in it, not by when each point leaves; edges of one length are cut one after the other, which takes equal
 * points apart; strengths are NaN where points repeat, and are not passed on for that; a single point makes it throw, and
 * is noise here without asking it. Time grows with the square of the points and worse, weights are unknown, and a run blocks
 * the thread.
 */
export const hdbscanTsPlugin: ClustererPlugin<HdbscanTsOptions> = defineClusterer({
  name: "hdbscan-ts",
  summary:
    "HDBSCAN of the npm package hdbscan-ts, for comparison: its clusters differ from HDBSCAN's and take equal points apart; " +
    "slow, without weights",
  options: hdbscanTsOptions,
  traits: { weights: false, noise: true, seeded: false, maxPoints: MAX_POINTS },
  cluster: runLibrary,
});

/** The package is loaded on first use. */
async function runLibrary(
  points: PointMatrix,
  { minPoints, minClusterSize }: HdbscanTsOptions,
  { signal, warn }: RunContext,
): Promise<Clustering> {
  throwIfAborted(signal);
  if (points.rows < 2) return { labels: new Int32Array(points.rows).fill(-1) };
  const { HDBSCAN } = await import("hdbscan-ts");
  throwIfAborted(signal);
  warn(FAULTS);
  // The package does not count the point itself.
  const library = new HDBSCAN({ minClusterSize, minSamples: minPoints - 1 });
  return { labels: Int32Array.from(library.fit(rowsOf(points))) };
}

function rowsOf({ rows, columns, data }: PointMatrix): number[][] {
  const width = columns.length;
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}

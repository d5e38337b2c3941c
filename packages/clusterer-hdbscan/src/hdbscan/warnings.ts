import type { HdbscanPluginOptions } from "./options.ts";

/** Below this many distinct points, one cluster or none is as likely an answer as any. */
const FEWEST_POINTS_TO_JUDGE = 10;

/**
 * What to do about a clustering that separates nothing, or `undefined` when it separates something.
 *
 * @param labels cluster of each point, -1 for noise
 */
export function adviceFor(labels: Int32Array, options: HdbscanPluginOptions): string | undefined {
  const points = labels.length;
  if (points < FEWEST_POINTS_TO_JUDGE) return undefined;
  if (labels.every((label) => label === 0)) {
    return (
      `hdbscan: all ${points} points are one cluster, so nothing stands out. ` +
      "Leave allowSingleCluster off, or lower minClusterSize; `winnow tune` shows what each size would give."
    );
  }
  if (labels.every((label) => label === -1)) {
    const { minPoints, minClusterSize } = options;
    return (
      `hdbscan: all ${points} points are noise: no two groups of ${minClusterSize} events or more come apart. ` +
      `Lower minClusterSize (${minClusterSize}) or minPoints (${minPoints}), ` +
      "or turn allowSingleCluster on if one group and strays are what you expect; " +
      "`winnow tune` shows what each minClusterSize would give."
    );
  }
  return undefined;
}

import type { ClustererTuning, PointMatrix } from "@winnow/core";
import type { HdbscanPluginOptions } from "./options.ts";
import { totalWeight } from "./points.ts";

const USUAL = 5;
const VALUES = [2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200];

/** minClusterSize is what HDBSCAN is tuned by: how few events still count as a behaviour of their own. */
export const hdbscanTuning: ClustererTuning<HdbscanPluginOptions> = {
  option: "minClusterSize",
  start,
  values: (from) => [...new Set([...VALUES, from])].sort((a, b) => a - b),
};

/** Nothing in the points says how small a group still counts; there have to be two groups, though. */
async function start({ weights }: PointMatrix): ReturnType<typeof hdbscanTuning.start> {
  if (totalWeight(weights) < 2 * USUAL) return undefined;
  return { value: USUAL, reason: `${USUAL} events are the usual size from which a group counts.` };
}

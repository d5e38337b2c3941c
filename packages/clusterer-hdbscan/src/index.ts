import type { ClustererPlugin } from "@winnow/core";
import { hdbscanPlugin } from "./hdbscan/plugin.ts";
import { hdbscanTsPlugin } from "./hdbscan-ts/plugin.ts";

export { hdbscan, hdbscanAsync } from "./hdbscan/algorithm.ts";
export type { HdbscanResult } from "./hdbscan/algorithm.ts";
export type { CondensedTree } from "./hdbscan/condensed-tree.ts";
export type { Points } from "./hdbscan/points.ts";
export type { Prediction } from "./hdbscan/predict.ts";
export type { HdbscanOptions } from "./hdbscan/settings.ts";
export type { RunControl } from "@winnow/spatial";
export { validityIndex, validityIndexAsync } from "./hdbscan/validity.ts";
export type { Validity } from "./hdbscan/validity.ts";
export type { HdbscanPluginOptions } from "./hdbscan/options.ts";

/** For those who want this clusterer alone, without what the others of this package bring along. */
export { hdbscanPlugin };

export const plugins: readonly ClustererPlugin[] = [hdbscanPlugin, hdbscanTsPlugin];

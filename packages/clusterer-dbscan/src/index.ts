import type { ClustererPlugin } from "@winnow/core";
import { dbscanPlugin } from "./dbscan/plugin.ts";
import { densityClusteringDbscan } from "./density-clustering/dbscan-plugin.ts";
import { densityClusteringOptics } from "./density-clustering/optics-plugin.ts";

export { dbscan, dbscanAsync } from "./algorithm.ts";
export type { DbscanOptions, DbscanResult } from "./algorithm.ts";
export type { DbscanPoints } from "./fold.ts";
export type { RunControl } from "@winnow/spatial";
export { suggestEps, suggestEpsAsync } from "./suggest-eps.ts";
export type { DistanceCurve, EpsOptions, EpsSuggestion } from "./suggest-eps.ts";
export type { DbscanPluginOptions } from "./dbscan/options.ts";

/** For those who want this clusterer alone, without what the others of this package bring along. */
export { dbscanPlugin };

export const plugins: readonly ClustererPlugin[] = [dbscanPlugin, densityClusteringDbscan, densityClusteringOptics];

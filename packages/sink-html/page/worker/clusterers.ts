import { dbscanPlugin } from "@winnow/clusterer-dbscan";
import { hdbscanPlugin } from "@winnow/clusterer-hdbscan";
import { plugins as meansPlugins } from "@winnow/clusterer-kmeans";
import type { ClustererPlugin } from "@winnow/core";

/** The clusterers that a page brings along: the very plugins that a run uses. */
export const CLUSTERERS: readonly ClustererPlugin[] = [
  dbscanPlugin as ClustererPlugin,
  hdbscanPlugin as ClustererPlugin,
  ...meansPlugins,
];

import { badOption } from "../errors.ts";

/** Settings of `hdbscan`. */
export interface HdbscanOptions {
  /**
   * Weight, the point itself included, that has to lie within a point's core distance. Integer of 1 or more; default 5.
   */
  readonly minPoints?: number | undefined;
  /** Least weight of a cluster. Integer of 2 or more; default 5. */
  readonly minClusterSize?: number | undefined;
  /** `eom` (default): the clusters of greatest total stability. `leaf`: the finest clusters. */
  readonly selection?: "eom" | "leaf" | undefined;
  /** Clusters that split at a distance below this stay together. 0 or more; default 0. */
  readonly selectionEpsilon?: number | undefined;
  /** Whether all points may be one cluster; default false. */
  readonly allowSingleCluster?: boolean | undefined;
  /** Greatest weight of a cluster; heavier ones are never chosen. Default Infinity. */
  readonly maxClusterSize?: number | undefined;
}

/** All options, with defaults filled in. */
export type Settings = { readonly [Key in keyof HdbscanOptions]-?: Exclude<HdbscanOptions[Key], undefined> };

/**
 * Fills in defaults.
 *
 * @throws WinnowError WN1826 when an option is out of range
 */
export function settle(options: HdbscanOptions): Settings {
  const settings: Settings = {
    minPoints: options.minPoints ?? 5,
    minClusterSize: options.minClusterSize ?? 5,
    selection: options.selection ?? "eom",
    selectionEpsilon: options.selectionEpsilon ?? 0,
    allowSingleCluster: options.allowSingleCluster ?? false,
    maxClusterSize: options.maxClusterSize ?? Infinity,
  };
  const { minPoints, minClusterSize, selection, selectionEpsilon, maxClusterSize } = settings;
  if (!(Number.isInteger(minPoints) && minPoints >= 1)) {
    throw badOption({ option: "minPoints", value: minPoints, allowed: "an integer of 1 or more" });
  }
  if (!(Number.isInteger(minClusterSize) && minClusterSize >= 2)) {
    throw badOption({ option: "minClusterSize", value: minClusterSize, allowed: "an integer of 2 or more" });
  }
  if (selection !== "eom" && selection !== "leaf")
    throw badOption({ option: "selection", value: selection, allowed: '"eom" or "leaf"' });
  if (!(selectionEpsilon >= 0 && selectionEpsilon < Infinity)) {
    throw badOption({ option: "selectionEpsilon", value: selectionEpsilon, allowed: "a finite distance of 0 or more" });
  }
  if (!(maxClusterSize >= minClusterSize)) {
    throw badOption({ option: "maxClusterSize", value: maxClusterSize, allowed: "minClusterSize or more" });
  }
  return settings;
}

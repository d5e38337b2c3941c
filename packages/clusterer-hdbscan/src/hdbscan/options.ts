import { z } from "zod";

/** Options of the `hdbscan` clusterer. */
export interface HdbscanPluginOptions {
  /** Events that have to lie within a point's core distance, the point's own included. */
  readonly minPoints: number;
  /** Fewest events of a cluster. */
  readonly minClusterSize: number;
  readonly selection: "eom" | "leaf";
  /** Clusters that split below this distance stay together. */
  readonly selectionEpsilon: number;
  readonly allowSingleCluster: boolean;
  /** Most events of a cluster; no limit where left out. */
  readonly maxClusterSize?: number | undefined;
}

export const hdbscanOptions: z.ZodType<HdbscanPluginOptions> = z
  .strictObject({
    minPoints: z
      .int()
      .min(1)
      .default(5)
      .describe(
        "Events that have to lie within a point's core distance, the point's own included. More makes it more conservative.",
      ),
    minClusterSize: z.int().min(2).default(5).describe("Fewest events of a cluster; what stays smaller is noise."),
    selection: z
      .enum(["eom", "leaf"])
      .default("eom")
      .describe("eom takes the most stable clusters, leaf the finest ones."),
    selectionEpsilon: z
      .number()
      .min(0)
      .default(0)
      .describe("Clusters that split below this distance, in the unit of the scaled features, stay together."),
    allowSingleCluster: z.boolean().default(false).describe("Whether all points may be one cluster."),
    maxClusterSize: z.int().min(2).optional().describe("Most events of a cluster; no limit where left out."),
  })
  .refine(({ minClusterSize, maxClusterSize = Infinity }) => maxClusterSize >= minClusterSize, {
    path: ["maxClusterSize"],
    message: "must be minClusterSize or more",
  });

import { z } from "zod";

/** Options of the clusterer of the hdbscan-ts package. */
export interface HdbscanTsOptions {
  /** Events that have to lie within a point's core distance, the point's own included. */
  readonly minPoints: number;
  /** Fewest events of a cluster. */
  readonly minClusterSize: number;
}

export const hdbscanTsOptions: z.ZodType<HdbscanTsOptions> = z.strictObject({
  minPoints: z
    .int()
    .min(2, { error: "must be 2 or more: the package always looks at one other point" })
    .default(5)
    .describe("Events that have to lie within a point's core distance, the point's own included."),
  minClusterSize: z.int().min(2).default(5).describe("Fewest events of a cluster; what stays smaller is noise."),
});

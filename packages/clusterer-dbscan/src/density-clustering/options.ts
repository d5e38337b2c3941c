import { z } from "zod";

/** Options of the clusterers of the density-clustering package. */
export interface DensityClusteringOptions {
  /** Radius of a neighbourhood, in the unit of the scaled features; above 0. */
  readonly eps: number;
  /** Events in a neighbourhood, the point's own included, that make it dense. */
  readonly minPoints: number;
}

export const densityClusteringOptions: z.ZodType<DensityClusteringOptions> = z.strictObject({
  eps: z
    .number()
    .positive({ error: "must be above 0: the package takes 0 for 1. The clusterers dbscan and hdbscan take 0 for 0" })
    .describe("Radius of a neighbourhood, in the unit of the scaled features. A point at exactly eps is not in it."),
  minPoints: z
    .int()
    .min(1)
    .default(2)
    .describe("Events in a neighbourhood, the point's own included, that make it dense."),
});

import type { Metric } from "@winnow/spatial";
import { z } from "zod";

/** Options of the `dbscan` clusterer. */
export interface DbscanPluginOptions {
  /** Radius of a neighbourhood, in the unit of the scaled features, 0 or more; `auto` takes it from the points. */
  readonly eps: number | "auto";
  /** Events in a neighbourhood, the point's own included, that make it dense. */
  readonly minPoints: number;
  readonly metric: Metric;
}

export const dbscanOptions: z.ZodType<DbscanPluginOptions> = z.strictObject({
  eps: z
    .union([z.literal("auto"), z.number().min(0)], { error: 'must be a number of 0 or more, or "auto"' })
    .default("auto")
    .describe(
      "Radius of a neighbourhood, in the unit of the scaled features. 0 puts only identical points together; auto takes " +
        "the bend of the k-distance curve and says so in the manifest.",
    ),
  minPoints: z
    .int()
    .min(1)
    .default(2)
    .describe("Events in a neighbourhood, the point's own included, that make it dense."),
  metric: z
    .enum(["euclidean", "manhattan", "chebyshev"])
    .default("euclidean")
    .describe("How the distance of two points is measured."),
});

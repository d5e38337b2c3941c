import { z } from "zod";

/** Options of the `kmeans` clusterer. */
export interface KmeansOptions {
  /** Number of clusters; `auto` chooses it. Never more than there are distinct points. */
  readonly k: number | "auto";
  /** Most clusters that `auto` considers. */
  readonly kMax: number;
  /** What `auto` goes by. */
  readonly choose: "silhouette" | "elbow";
  readonly seed: number;
  /** Times to start over from other centres; the tightest result counts. */
  readonly restarts: number;
  /** Steps after which a start ends although points still move. */
  readonly maxIterations: number;
}

/** Assigning a step's worth of points to more centres than this would hold up a run that is to stop. */
const MOST_CLUSTERS = 1000;

export const kmeansOptions: z.ZodType<KmeansOptions> = z.strictObject({
  k: z
    .union([z.literal("auto"), z.int().min(1).max(MOST_CLUSTERS)], {
      error: `must be a whole number from 1 to ${MOST_CLUSTERS}, or "auto"`,
    })
    .default("auto")
    .describe("Number of clusters; auto chooses it. Never more than there are distinct points."),
  kMax: z.int().min(2).max(MOST_CLUSTERS).default(10).describe("Most clusters that auto considers."),
  choose: z
    .enum(["silhouette", "elbow"])
    .default("silhouette")
    .describe("What auto goes by: how well clusters are apart (at least 2), or where more of them stop helping."),
  seed: z.int().min(0).default(0).describe("The same seed gives the same clusters."),
  restarts: z
    .int()
    .min(1)
    .max(100)
    .default(4)
    .describe("Times to start from other centres; the tightest result counts."),
  maxIterations: z.int().min(1).default(300).describe("Steps after which a start ends although points still move."),
});

import { defineError } from "@winnow/core";
import type { ErrorFactory } from "@winnow/core";

/** The density-clustering package calls itself for every point of a cluster. */
export const stackExhausted: ErrorFactory<{ readonly algorithm: string; readonly points: number }> = defineError({
  code: "WN1802",
  summary: "The density-clustering package ran out of stack: it calls itself for every point of a large cluster.",
  message: ({ algorithm, points }) => `density-clustering: ${algorithm} ran out of stack on ${points} points`,
  hint: () => "Use the clusterer hdbscan: it finds clusters of differing density, too, and has no such limit.",
});

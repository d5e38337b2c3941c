import { defineError, didYouMean, isWinnowError, type ErrorFactory } from "@winnow/core";

export const noFeatureLeft: ErrorFactory<Record<never, never>> = defineError({
  code: "WN2951",
  summary: "A reader of a report left out every feature, so that there is nothing to cluster by.",
  message: () => "features: none is left, so there is nothing to cluster by",
  hint: () => "Take at least one feature in.",
});

export const unknownClusterer: ErrorFactory<{ clusterer: string; known: readonly string[] }> = defineError({
  code: "WN2952",
  summary: "The run's clusterer is none of those that a report brings along, so it cannot cluster again.",
  message: ({ clusterer }) => `cluster.use: a report cannot cluster by "${clusterer}"`,
  hint: ({ clusterer, known }) => `${didYouMean(clusterer, known)}Choose one of: ${known.join(", ")}.`,
});

export const badOptions: ErrorFactory<{ clusterer: string; problems: readonly string[] }> = defineError({
  code: "WN2953",
  summary: "A reader of a report gave the clusterer an option that it does not take.",
  message: ({ clusterer, problems }) => `cluster.with: ${clusterer} does not take this: ${problems.join("; ")}`,
  hint: () => "Change the option, or reset the settings to those of the run.",
});

/** A failure as data: errors do not cross between a worker and its page whole. */
export interface Failure {
  /** `null` where it is none of Winnow's errors. */
  readonly code: string | null;
  readonly message: string;
  readonly hint: string | null;
}

export function failureOf(error: unknown): Failure {
  if (isWinnowError(error))
    return { code: error.code, message: error.message, hint: error.hint === "" ? null : error.hint };
  return { code: null, message: error instanceof Error ? error.message : String(error), hint: null };
}

import { defineError, didYouMean, type ErrorFactory } from "@winnow/core";

// What a reader of a report meets in the page. Here, beside what the sink reports, so that the reference lists them.

export const noFeatureLeft: ErrorFactory<Record<never, never>> = defineError({
  code: "WN1961",
  summary: "A reader of a report left out every feature, so that there is nothing to cluster by.",
  message: () => "features: none is left, so there is nothing to cluster by",
  hint: () => "Take at least one feature in.",
});

export const unknownClusterer: ErrorFactory<{ clusterer: string; known: readonly string[] }> = defineError({
  code: "WN1962",
  summary: "The run's clusterer is none of those that a report brings along, so it cannot cluster again.",
  message: ({ clusterer }) => `cluster.use: a report cannot cluster by "${clusterer}"`,
  hint: ({ clusterer, known }) => `${didYouMean(clusterer, known)}Choose one of: ${known.join(", ")}.`,
});

export const badOptions: ErrorFactory<{ clusterer: string; problems: readonly string[] }> = defineError({
  code: "WN1963",
  summary: "A reader of a report gave the clusterer an option that it does not take.",
  message: ({ clusterer, problems }) => `cluster.with: ${clusterer} does not take this: ${problems.join("; ")}`,
  hint: () => "Change the option, or reset the settings to those of the run.",
});

export const badMarks: ErrorFactory<{ problem: string }> = defineError({
  code: "WN1964",
  summary: "A file that a reader of a report took for marks is none.",
  message: ({ problem }) => `marks: the file cannot be read: ${problem}`,
  hint: () => `Marks are exported by "Save as YAML" of a report; they start with \`format: winnow-marks/v1\`.`,
});

import { defineError, type ErrorFactory } from "@winnow/core";

export const textFeature: ErrorFactory<{ feature: string }> = defineError({
  code: "WN1313",
  summary: "A text feature was picked as a number to cluster by.",
  message: ({ feature }) => `the feature "${feature}" is text and cannot be clustered by.`,
  hint: ({ feature }) =>
    `Cluster within it (cluster.within: [${feature}]) or keep it for the report (keep: [${feature}]).`,
});

export const infiniteFeature: ErrorFactory<{ feature: string; value: number }> = defineError({
  code: "WN1314",
  summary: "A feature gave a value that is not a finite number.",
  message: ({ feature, value }) => `the feature "${feature}" gave ${value}, which is not a finite number.`,
  hint: () => "Features must be finite; a missing value counts as 0. Correct the feature's definition.",
});

export const unequalReductions: ErrorFactory<{ differences: readonly string[] }> = defineError({
  code: "WN1350",
  summary: "Reductions that were made by different plans cannot be merged.",
  message: ({ differences }) => `these reductions cannot be merged: they differ in ${differences.join(", ")}`,
  hint: () => "Reduce all parts with one profile and one redaction key, and merge those.",
});

export const reducedTwice: ErrorFactory<{ what: string }> = defineError({
  code: "WN1351",
  summary: "One input or slice is in two of the reductions to merge: its events would be counted twice.",
  message: ({ what }) => `${what} is in more than one of the reductions`,
  hint: () => "Leave out one of the groups files that hold it.",
});

export const timelessReduction: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1352",
  summary: "Reductions of events without a time cannot be merged: nothing orders their events.",
  message: () => "a reduction of events without a time cannot be merged with others",
  hint: () => 'Map "@timestamp" to a column under `fields`, and reduce the parts again.',
});

export const damagedGroupsFile: ErrorFactory<{ path: string; problem: string }> = defineError({
  code: "WN1353",
  summary: "A groups file cannot be read.",
  message: ({ path, problem }) => `${path} is not a groups file that this version reads: ${problem}`,
  hint: () => "Make it again with `winnow reduce`.",
});

export const profileOfOtherGroups: ErrorFactory<{
  path: string;
  differences: readonly string[];
  profile: string;
}> = defineError({
  code: "WN1354",
  summary: "A groups file was reduced with a profile that groups or measures events by something else.",
  message: ({ path, differences }) => `${path} does not suit this profile: they differ in ${differences.join(", ")}`,
  hint: ({ profile }) => `Run it with the profile that it was reduced with ("${profile}"), or reduce the events again.`,
});

export const keylessRedaction: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1355",
  summary:
    "Groups with masked secrets can be stored only under a key of one's own: a random one would fit no other part.",
  message: () => "redact has no key, so that the stored groups could never be merged with others",
  hint: () => "Set redact.key in the profile, for example to ${env:WINNOW_REDACT_KEY}.",
});

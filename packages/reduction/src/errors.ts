import { defineError, type ErrorFactory } from "@winnow/core";

const NAMES_SHOWN = 10;

/** Names for a message: the first ten, and how many more there are. */
function listed(names: readonly string[]): string {
  const more = names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : "";
  return names.slice(0, NAMES_SHOWN).join(", ") + more;
}

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
  summary: "Reductions with different plans cannot be merged.",
  message: ({ differences }) => `these reductions cannot be merged: they differ in ${listed(differences)}`,
  hint: () => "Reduce all parts with the same profile and the same redact.key, and merge those.",
});

export const reducedTwice: ErrorFactory<{ what: string }> = defineError({
  code: "WN1351",
  summary: "The same input or slice is in two of the reductions to merge: its events would be counted twice.",
  message: ({ what }) => `${what} is in two of the reductions, so its events would be counted twice`,
  hint: () => "Omit one of the groups files that contain it.",
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
  message: ({ path, problem }) => `cannot read the groups file ${path}: ${problem}`,
  hint: () => "Reduce the events again with `winnow reduce`.",
});

export const profileOfOtherGroups: ErrorFactory<{
  path: string;
  differences: readonly string[];
  /** Name of the profile in the file. */
  reducedWith: string;
  /** Name of the profile in use. */
  profile: string;
}> = defineError({
  code: "WN1354",
  summary: "A groups file was reduced with other keys or measures than those of the profile.",
  message: ({ path, differences }) => `the profile and ${path} differ in ${listed(differences)}`,
  hint: ({ reducedWith, profile }) =>
    (reducedWith === profile
      ? `The file was reduced with another version of the profile "${profile}", or with other --set options: use the same`
      : `Run it with the profile that it was reduced with ("${reducedWith}")`) + ", or reduce the events again.",
});

export const keylessRedaction: ErrorFactory<Record<string, never>> = defineError({
  code: "WN1355",
  summary: "Groups with masked secrets need a redact.key before they are stored. A random key matches no other part.",
  message: () => "redact has no key: the masks of a random key match no other groups file",
  hint: () => "Set redact.key in the profile, for example to ${env:WINNOW_REDACT_KEY}.",
});

export const redactedOtherwise: ErrorFactory<{ path: string; isMasked: boolean; isWanted: boolean }> = defineError({
  code: "WN1358",
  summary: "A profile redacts, and the groups file that it is run with was stored without the same redaction.",
  message: ({ path, isMasked, isWanted }) => {
    if (!isMasked) return `${path} was stored without redact, so the secrets in it are not masked`;
    return isWanted
      ? `${path} was stored with another redact.key, or with other redact.secrets or redact.patterns`
      : `${path} was stored with redact, which this profile lacks`;
  },
  hint: ({ isMasked }) =>
    isMasked
      ? "Set redact to what it was when the events were reduced, the key included."
      : "Secrets are masked before events are grouped: reduce the events again with redact and a redact.key.",
});

export const tooManyParts: ErrorFactory<{ parts: number; most: number }> = defineError({
  code: "WN1359",
  summary: "A merge has more parts than events can be numbered for.",
  message: ({ parts, most }) => `${parts} reductions cannot be merged at once: the limit is ${most}`,
  hint: () => "Merge some of them first with `winnow reduce`, and then the files that it writes.",
});

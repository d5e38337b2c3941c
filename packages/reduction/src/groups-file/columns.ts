import type { PlanIdentity } from "../identity.ts";

/** Names of a groups file's columns, in order. */
export interface GroupsColumns {
  /** `k.<name>` of each key. A kept value with a feature's name is `k.<name>.text`. */
  readonly keys: readonly string[];
  /** `m.<name>` of each measure; sums are `m.<name>.sum`. */
  readonly measures: readonly string[];
}

/** Columns of every groups file: events, first and last time, digest and exemplar, then those of the peak where it differs. */
export const FIXED = {
  count: "n",
  first: "first",
  last: "last",
  digest: "digest",
  event: "event",
  peakTime: "peak.time",
  peakDigest: "peak.digest",
  peakEvent: "peak.event",
} as const;

export function columnsOf({ keys, measures }: PlanIdentity): GroupsColumns {
  const taken = new Set<string>();
  const free = (name: string, suffix: string): string => {
    let candidate = name;
    // Parquet readers ignore letter case.
    while (taken.has(candidate.toLowerCase())) candidate += suffix;
    taken.add(candidate.toLowerCase());
    return candidate;
  };
  return {
    keys: keys.map(({ name, type }) => free(`k.${name}`, `.${type}`)),
    measures: measures.map(({ name, fold }) => free(fold === "sum" ? `m.${name}.sum` : `m.${name}`, "_")),
  };
}

/** Position of each measure among those of its fold, in the order of the measures. */
export function measuresByFold(
  measures: PlanIdentity["measures"],
): readonly { readonly fold: "peak" | "sum"; readonly position: number }[] {
  const counts = { peak: 0, sum: 0 };
  return measures.map(({ fold }) => ({ fold, position: counts[fold]++ }));
}

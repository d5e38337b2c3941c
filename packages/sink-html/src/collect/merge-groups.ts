import { countValues, DistinctRows, mergeGroups } from "@winnow/analysis";
import type { ReducedGroups, RunResult } from "@winnow/core";

export interface PageGroups {
  readonly groups: ReducedGroups;
  /** Group of the page for each group of the analysis. */
  readonly ofGroup: Int32Array;
  /** How many groups the run had, where the page holds fewer; else `null`. */
  readonly mergedFrom: number | null;
}

/**
 * The groups that the page holds: all of them up to `most`, else fewer. Merges groups of one row that are equal to the
 * clusterer (same features and partition) and to the guard (same guarded values, as far as those are rare). Clusters,
 * rows and rare values stay the same; common values of a merged group are those of its earliest event.
 */
export function pageGroups({ rows, analysis }: Pick<RunResult, "rows" | "analysis">, most: number): PageGroups {
  const { groups, plan } = analysis;
  if (groups.size <= most) {
    return { groups, ofGroup: Int32Array.from({ length: groups.size }, (_, group) => group), mergedFrom: null };
  }
  const merged = mergeGroups(groups, likeGroups({ rows, analysis }), plan.rank.signalWeights);
  return { groups: merged.groups, ofGroup: merged.numberOf, mergedFrom: groups.size };
}

/** Numbers for groups, equal for those that may be merged. */
function likeGroups({ rows, analysis }: Pick<RunResult, "rows" | "analysis">): Int32Array {
  const { groups, plan } = analysis;
  const [width, kept] = [plan.features.length, plan.kept.length];
  const rowOf = new Int32Array(groups.size);
  rows.forEach((row, at) => row.groups.forEach((group) => (rowOf[group] = at)));
  const counts = countValues(groups);
  const vector = new Float64Array(1 + width + plan.within.length + plan.guard.fields.length);
  const distinct = new DistinctRows(vector.length);
  return Int32Array.from({ length: groups.size }, (_, group) => {
    vector[0] = rowOf[group]!;
    for (let f = 0; f < width; f++) vector[1 + f] = groups.features[group * width + f]!;
    plan.within.forEach((position, i) => (vector[1 + width + i] = groups.kept[group * kept + position]!));
    plan.guard.fields.forEach(({ position, by, atMost }, i) => {
      const rare = counts[by]![groups.kept[group * kept + by]!]! <= atMost;
      vector[1 + width + plan.within.length + i] = rare ? groups.kept[group * kept + position]! : -1;
    });
    return distinct.add(vector);
  });
}

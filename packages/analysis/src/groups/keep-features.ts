import type { AnalysisPlan, ReducedGroups } from "@winnow/core";
import { DistinctRows } from "./distinct-rows.ts";
import { mergeGroups } from "./merge-groups.ts";

/**
 * The same groups without some of the features: those that are equal now become one, as if they had been reduced so, but for
 * exemplars and peaks of one instant, which {@link mergeGroups} chooses without digests.
 * @param positions of the features to keep, in the order of the new vector
 * @returns groups and plan, and the number of the new group for each group
 */
export function keepFeatures(
  groups: ReducedGroups,
  plan: AnalysisPlan,
  positions: readonly number[],
): { readonly groups: ReducedGroups; readonly plan: AnalysisPlan; readonly numberOf: Int32Array } {
  const features = selectColumns(groups, plan.features.length, positions);
  const fewer = { ...groups, features };
  const merged = mergeGroups(fewer, numberEqual(fewer, positions.length), plan.rank.signalWeights);
  return { ...merged, plan: { ...plan, features: positions.map((position) => plan.features[position]!) } };
}

function selectColumns({ size, features }: ReducedGroups, width: number, positions: readonly number[]): Float64Array {
  const selected = new Float64Array(size * positions.length);
  for (let group = 0; group < size; group++) {
    positions.forEach((position, at) => {
      selected[group * positions.length + at] = features[group * width + position]!;
    });
  }
  return selected;
}

/** Numbers for groups, in order of appearance, the same for those whose features and kept values are equal. */
function numberEqual(groups: ReducedGroups, features: number): Int32Array {
  const texts = groups.dictionaries.length;
  const distinct = new DistinctRows(features + texts);
  const row = new Float64Array(distinct.width);
  return Int32Array.from({ length: groups.size }, (_, group) => {
    row.set(groups.features.subarray(group * features, (group + 1) * features));
    row.set(groups.kept.subarray(group * texts, (group + 1) * texts), features);
    return distinct.add(row);
  });
}

import type { AnalysisPlan, ReducedGroups } from "@winnow/core";
import { DistinctRows } from "./distinct-rows.ts";
import { mergeGroups } from "./merge-groups.ts";

/**
 * The same groups without some of the features: those that now are equal become one, as if they had been reduced so.
 * @param positions of the features to keep, in the order that they shall have
 */
export function keepFeatures(
  groups: ReducedGroups,
  plan: AnalysisPlan,
  positions: readonly number[],
): { readonly groups: ReducedGroups; readonly plan: AnalysisPlan } {
  const features = selectColumns(groups, plan.features.length, positions);
  const newNumber = numberEqual({ ...groups, features }, positions.length, plan.rank.signals.length);
  return {
    groups: {
      ...mergeGroups({ ...groups, features }, newNumber),
      fromEngine: groups.fromEngine.map((group) => newNumber[group]!),
    },
    plan: { ...plan, features: positions.map((position) => plan.features[position]!) },
  };
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

/** Numbers for groups, in order of appearance, the same for those whose features, signals and kept values are equal. */
function numberEqual(groups: ReducedGroups, features: number, signals: number): Int32Array {
  const texts = groups.dictionaries.length;
  const distinct = new DistinctRows(features + signals + texts);
  const row = new Float64Array(distinct.width);
  return Int32Array.from({ length: groups.size }, (_, group) => {
    row.set(groups.features.subarray(group * features, (group + 1) * features));
    row.set(groups.signals.subarray(group * signals, (group + 1) * signals), features);
    row.set(groups.kept.subarray(group * texts, (group + 1) * texts), features + signals);
    return distinct.add(row);
  });
}

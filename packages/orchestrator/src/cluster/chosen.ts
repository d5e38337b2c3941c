import type { ChosenValues, Points } from "@winnow/analysis";
import type { AnalysisPlan, ReducedGroups } from "@winnow/core";

/** Up to here each partition has an entry of its own. */
const MOST_ENTRIES = 20;

/** Values that the clusterer chose, with the partition they hold for. */
export type ChosenEntry = Readonly<Record<string, unknown>>;

/** The same for many partitions: one list per value, in step with the list of partitions; reasons are left out. */
export interface ChosenColumns {
  readonly within: readonly string[];
  /** The values of `within`, for each partition. */
  readonly partitions: readonly (readonly string[])[];
  readonly values: Readonly<Record<string, readonly unknown[]>>;
}

/** What the clusterer chose itself, for the manifest: which value for which partition. */
export function describeChosen(
  chosen: readonly ChosenValues[],
  points: Points,
  groups: ReducedGroups,
  plan: AnalysisPlan,
): readonly ChosenEntry[] | ChosenColumns {
  const within = plan.within.map((position) => plan.kept[position]!.name);
  if (within.length === 0) return chosen.map(({ values }) => values);
  const namesOf = partitionNames(points, groups, plan.within);
  const named = chosen.map(({ partition, values }) => ({ names: namesOf[partition]!, values }));
  if (named.length <= MOST_ENTRIES) {
    return named.map(({ names, values }) => ({
      within: Object.fromEntries(within.map((name, i) => [name, names[i]])),
      ...values,
    }));
  }
  const keys = [...new Set(named.flatMap(({ values }) => Object.keys(values)))].filter((key) => key !== "reason");
  return {
    within,
    partitions: named.map(({ names }) => names),
    values: Object.fromEntries(keys.map((key) => [key, named.map(({ values }) => values[key] ?? null)])),
  };
}

/** The values of `within` that each partition stands for. */
function partitionNames(points: Points, groups: ReducedGroups, within: readonly number[]): string[][] {
  const names: string[][] = [];
  const width = groups.dictionaries.length;
  for (let group = 0; group < groups.size; group++) {
    names[points.partitions[points.ofGroup[group]!]!] ??= within.map(
      (position) => groups.dictionaries[position]![groups.kept[group * width + position]!]!,
    );
  }
  return names;
}

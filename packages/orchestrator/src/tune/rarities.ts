import { countValues } from "@winnow/analysis";
import type { ReducedGroups, AnalysisPlan } from "@winnow/core";
import type { Plan } from "../plan/types.ts";
import type { Guard, Profile } from "../profile/types.ts";

/** What is watched where the profile guards nothing: the first that the source has and that no partition is made by. */
const USUAL_FIELDS = ["process.name", "user.name"];

/** The profile's guard without what it guards whole: values that need not be rare cannot be counted as rare. */
export function rarityGuard({ guard }: Profile): Guard {
  return { mode: "show", fields: guard.fields.filter(({ atMost }) => atMost < Infinity) };
}

/** The guard to count by where the profile has none. */
export function usualGuard({ cluster }: Profile, { bound }: Plan): Guard {
  const field = USUAL_FIELDS.find((name) => bound.fields.has(name) && !cluster.within.includes(name));
  return { mode: "show", fields: field === undefined ? [] : [{ field, by: field, atMost: 1 }] };
}

/** The guard to count by over stored groups, whose values are what they are: rare ones, or else those of a usual field. */
export function storedGuard({ guard, kept, within }: AnalysisPlan): AnalysisPlan["guard"] {
  const rare = guard.fields.filter(({ atMost }) => atMost < Infinity);
  const position = kept.findIndex(({ name }, at) => USUAL_FIELDS.includes(name) && !within.includes(at));
  const usual = position < 0 ? [] : [{ position, by: position, atMost: 1 }];
  return { mode: "show", fields: rare.length > 0 ? rare : usual };
}

/** Distinct rare values of the guarded fields. */
export function countRarities(groups: ReducedGroups, { fields }: AnalysisPlan["guard"]): number {
  const counts = countValues(groups);
  const width = groups.dictionaries.length;
  const rare = fields.map(() => new Set<number>());
  for (let group = 0; group < groups.size; group++) {
    const valueOf = (position: number): number => groups.kept[group * width + position]!;
    for (const [i, { position, by, atMost }] of fields.entries()) {
      if (counts[by]![valueOf(by)]! <= atMost) rare[i]!.add(valueOf(position));
    }
  }
  return rare.reduce((sum, values) => sum + values.size, 0);
}

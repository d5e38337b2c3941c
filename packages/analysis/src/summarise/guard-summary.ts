import type { GuardSummary, AnalysisPlan, ReducedGroups } from "@winnow/core";
import { guardBroken } from "../errors.ts";
import { countValues, type Row } from "./rows.ts";

/**
 * Counts the guarded values and checks that each of them is shown, as an exemplar's or beside one.
 * @throws `WN1318` when one is not: a fault of Winnow, and no result is given
 */
export function summariseGuard(
  groups: ReducedGroups,
  rows: readonly Row[],
  { guard, kept }: AnalysisPlan,
): GuardSummary[] {
  const counts = countValues(groups);
  const width = groups.dictionaries.length;
  const besides = shownBeside(rows);
  return guard.fields
    .filter(({ position, by }) => position === by)
    .map(({ position, atMost }) => {
      const field = kept[position]!.name;
      const shown = new Set(rows.map((row) => groups.kept[row.groups[0]! * width + position]!));
      const folded = besides.get(field) ?? new Set();
      const guarded = [...counts[position]!.keys()].filter((value) => counts[position]![value]! <= atMost);
      const missing = guarded.find((value) => !shown.has(value) && !folded.has(groups.dictionaries[position]![value]!));
      if (missing !== undefined) throw guardBroken({ field, value: groups.dictionaries[position]![missing]! });
      const once = guarded.filter((value) => counts[position]![value] === 1).length;
      return { field, atMost, once, values: guarded.length };
    });
}

/** The values that stand beside rows, by field. */
function shownBeside(rows: readonly Row[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byField = new Map<string, Set<string>>();
  for (const { folded } of rows) {
    for (const { values } of folded) {
      for (const { field, value } of values) {
        const known = byField.get(field);
        if (known === undefined) byField.set(field, new Set([value]));
        else known.add(value);
      }
    }
  }
  return byField;
}

import type { Activity, RunResult } from "@winnow/core";
import type { ReportActivity } from "../data/report-data.ts";

/** Steps asked of the engine: finer than any screen shows. */
const STEPS = 1_024;
/** Entries that the page holds at most: fewer steps are taken until they fit. */
const MOST_ENTRIES = 150_000;

/** The events over time of the analysis' groups; `null` where the source cannot tell or has no time. */
export async function collectActivity(result: RunResult): Promise<ReportActivity | null> {
  const activity = await result.activity?.(STEPS);
  if (activity === undefined || activity.groups.length === 0) return null;
  return coarsen(activity, result.analysis.groups.fromEngine, MOST_ENTRIES);
}

/**
 * Activity of engine groups added up to the groups that they were folded into, in steps as wide as it takes to have at
 * most `most` entries (or a single step).
 */
export function coarsen(activity: Activity, groupOf: Int32Array, most: number): ReportActivity {
  let factor = 1;
  for (;;) {
    const totals = addUp(activity, groupOf, factor);
    if (totals.size <= most || factor >= STEPS) return toColumns(totals, activity, factor);
    factor *= 2;
  }
}

/** Pairs of group and step as one number, which a double holds exactly. */
const STEPS_PER_GROUP = 2 ** 16;

function addUp({ groups, steps, counts }: Activity, groupOf: Int32Array, factor: number): Map<number, number> {
  const totals = new Map<number, number>();
  for (let i = 0; i < groups.length; i++) {
    const key = groupOf[groups[i]!]! * STEPS_PER_GROUP + Math.floor(steps[i]! / factor);
    totals.set(key, (totals.get(key) ?? 0) + counts[i]!);
  }
  return totals;
}

function toColumns(totals: Map<number, number>, { start, width }: Activity, factor: number): ReportActivity {
  const ordered = Float64Array.from(totals.keys()).sort();
  return {
    start,
    width: width * BigInt(factor),
    groups: Int32Array.from(ordered, (key) => Math.floor(key / STEPS_PER_GROUP)),
    steps: Int32Array.from(ordered, (key) => key % STEPS_PER_GROUP),
    counts: Float64Array.from(ordered, (key) => totals.get(key)!),
  };
}

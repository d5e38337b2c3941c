import type { Activity, RunResult } from "@winnow/core";
import type { ReportActivity, ReportData } from "../data/report-data.ts";

/** Most steps that are requested: finer than any screen shows. */
const STEPS = 512;
/** Groups times steps that are requested: many groups get fewer steps. */
const ASKED = 200_000;
const FEWEST_STEPS = 24;
/** With more groups than this, no activity is requested. */
const MOST_GROUPS = ASKED / FEWEST_STEPS;
/** Most entries that the page holds: steps are widened until they fit. */
const MOST_ENTRIES = 120_000;

/**
 * Events over time of the page's groups; `null` where the source has no time or cannot count them, has too many groups, or has
 * events so far outside the range that all others fall in a few steps.
 * @param ofGroup group of the page for each group of the analysis
 */
export async function collectActivity(
  result: RunResult,
  ofGroup: Int32Array,
  range: ReportData["range"],
): Promise<ReportActivity | null> {
  if (!divides(range)) return null;
  if (ofGroup.length > MOST_GROUPS && result.ledger.clustered > ASKED) return null;
  const steps = Math.min(STEPS, Math.max(FEWEST_STEPS, Math.floor(ASKED / Math.max(1, ofGroup.length))));
  const activity = await result.activity?.(steps);
  if (activity === undefined || activity.groups.length === 0) return null;
  return coarsen(activity, ofGroup, MOST_ENTRIES);
}

/** Whether equal steps from the first event to the last divide the range: a source counts from the first to the last. */
export function divides(range: ReportData["range"]): boolean {
  if (range?.outside === undefined) return true;
  const { first, last } = range.outside;
  return (range.last - range.first) * BigInt(Math.floor(STEPS / FEWEST_STEPS)) >= last - first;
}

/** Adds activity up to the page's groups, in steps wide enough for at most `most` entries (or in a single step). */
export function coarsen(activity: Activity, groupOf: Int32Array, most: number): ReportActivity {
  let factor = 1;
  for (;;) {
    const totals = addUp(activity, groupOf, factor);
    if (totals.size <= most || factor >= STEPS) return toColumns(totals, activity, factor);
    factor *= 2;
  }
}

/** A pair of group and step is one number, exact in a double. */
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

import type { RunResult } from "@winnow/core";
import type { ReportActivity, ReportData } from "../data/report-data.ts";

/** As fine as any screen shows. */
const STEPS = 512;

/**
 * All events over time, for a run of which the page neither holds every event nor counts them by group: counted once,
 * where the engine can do so at hand.
 */
export async function collectOverall(
  result: RunResult,
  complete: boolean,
  activity: ReportActivity | null,
): Promise<Pick<ReportData, "overall">> {
  if (complete || activity !== null || result.activity === undefined) return {};
  const histogram = await result.histogram({}, STEPS);
  return histogram.counts.some((events) => events > 0) ? { overall: histogram } : {};
}

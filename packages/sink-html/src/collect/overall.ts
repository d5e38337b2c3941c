import type { RunResult } from "@winnow/core";
import type { ReportActivity, ReportData } from "../data/report-data.ts";
import { divides } from "./activity.ts";

/** As fine as any screen shows. */
const STEPS = 512;

/**
 * Counts all events over time, for a page that neither holds every event nor counts them by group. Counts nothing where
 * the source cannot count locally, or where the result has no single events.
 */
export async function collectOverall(
  result: RunResult,
  complete: boolean,
  activity: ReportActivity | null,
  range: ReportData["range"],
): Promise<Pick<ReportData, "overall">> {
  if (complete || activity !== null || result.activity === undefined || !divides(range)) return {};
  if (result.histogram === undefined) return {};
  const histogram = await result.histogram({}, STEPS);
  return histogram.counts.some((events) => events > 0) ? { overall: histogram } : {};
}

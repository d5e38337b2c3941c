import { contentOrder, reorderGroups } from "@winnow/analysis";
import type { ReducedGroups } from "@winnow/core";
import type { ReportData } from "../data/report-data.ts";
import { expectedSum, type WithGroups } from "./groups.ts";

/** Groups of the first format: in any order, without peaks, and split where signals differ. */
export type FirstGroups = Omit<ReducedGroups, "peaks" | "peakTimes" | "signalSums"> & { readonly tieBreaks?: unknown };

/** Brings a report of the first format up to date: puts groups in content order, with the exemplar of each as its peak. */
export function upgraded(report: WithGroups<FirstGroups>): ReportData {
  const { tieBreaks: _, ...first } = report.analysis.groups;
  const expected = expectedSum(first);
  const groups = {
    ...first,
    peaks: first.exemplars,
    peakTimes: first.firstTimes,
    signalSums: first.signals.map((_signal, at) => expected(at)),
  };
  const order = contentOrder(groups);
  const numberOf = new Int32Array(order.length);
  order.forEach((group, at) => (numberOf[group] = at));
  const renumbered = (numbers: Int32Array): Int32Array => numbers.map((group) => numberOf[group]!);
  const { activity } = report;
  return {
    ...report,
    analysis: { ...report.analysis, groups: reorderGroups(groups, order) },
    rows: report.rows.map((row) => ({ ...row, groups: renumbered(row.groups) })),
    activity: activity === null ? null : { ...activity, groups: renumbered(activity.groups) },
  };
}

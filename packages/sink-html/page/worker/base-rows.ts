import type { ReportData } from "../../src/data/report-data.ts";
import type { BaseRows } from "./messages.ts";

/** The rows of the run, for the worker. */
export function baseRowsOf({ rows, events, analysis }: Pick<ReportData, "rows" | "events" | "analysis">): BaseRows {
  const ofGroup = new Int32Array(analysis.groups.size).fill(-1);
  rows.forEach(({ groups }, row) => {
    for (const group of groups) ofGroup[group] = row;
  });
  return {
    sizes: Float64Array.from(rows, ({ size }) => size),
    exemplars: Float64Array.from(rows, ({ exemplar }) => events.dataRows[exemplar]!),
    exemplarGroups: Int32Array.from(rows, ({ groups }) => groups[0]!),
    ofGroup,
    folded: rows.flatMap(({ folded }) =>
      folded.flatMap(({ values }) => values.map(({ field, value }) => ({ field, value }))),
    ),
  };
}

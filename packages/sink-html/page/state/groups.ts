import type { ReportData } from "../../src/data/report-data.ts";
import { cellsOf, textAt } from "./report.ts";

/** What the groups of the analysis have in one field. */
export interface GroupTexts {
  /** Empty where there is none. */
  readonly of: (group: number) => string;
  /** Whether it is that of all its events; else it is that of the event that stands for the group or its row. */
  readonly exact: boolean;
}

/** A field's text for each group: as the run kept it, else as the exemplar of the group's row has it. */
export function groupTexts(data: Pick<ReportData, "analysis" | "rows" | "events">, field: string): GroupTexts {
  const { groups, plan } = data.analysis;
  const position = plan.kept.findIndex(({ name }) => name === field);
  if (position >= 0) {
    const values = groups.dictionaries[position]!;
    // Groups that were merged to save room are alike in what was clustered within, not in what else was kept.
    const exact = data.analysis.mergedFrom === undefined || plan.within.includes(position);
    return { exact, of: (group) => values[groups.kept[group * plan.kept.length + position]!] ?? "" };
  }
  const cells = cellsOf(data.events, field);
  const rowOf = rowOfGroups(data);
  return {
    exact: false,
    of: (group) => {
      const row = data.rows[rowOf[group]!];
      return row === undefined ? "" : (textAt(data.events, cells?.[row.exemplar] ?? -1) ?? "");
    },
  };
}

/** The first row, in reading order, that holds events of each group; −1 where none does. */
export function rowOfGroups({ analysis, rows }: Pick<ReportData, "analysis" | "rows">): Int32Array {
  const rowOf = new Int32Array(analysis.groups.size).fill(-1);
  for (let row = rows.length - 1; row >= 0; row--) for (const group of rows[row]!.groups) rowOf[group] = row;
  return rowOf;
}

import { pointsOf, scalePoints } from "@winnow/analysis";
import type { ReducedGroups } from "@winnow/core";
import type { ReportAnalysis, ReportRow } from "../../../src/data/report-data.ts";
import type { Report } from "../../state/report.ts";
import type { Plotted } from "./axes.ts";

/** The points of the run and what became of them. One entry per point. */
export interface RunPoints extends Plotted {
  /** Cluster of each point, −1 for noise. */
  readonly labels: Int32Array;
  /** The first row, in reading order, that holds events of the point. */
  readonly rowOf: Int32Array;
  /** All rows of each point where there are several: a guard splits rare values off. */
  readonly furtherRows: ReadonlyMap<number, readonly number[]>;
  /** Point of each row's exemplar. */
  readonly ofRow: Int32Array;
}

const known = new WeakMap<Report, RunPoints>();

/** Made when it is first asked for, from the groups that the report holds. */
export function runPoints(report: Report): RunPoints {
  const made = known.get(report) ?? makePoints(report.data);
  known.set(report, made);
  return made;
}

/** @param data of a report, or of what stands for one in tests */
export function makePoints({
  analysis,
  rows,
}: {
  readonly analysis: ReportAnalysis;
  readonly rows: readonly Pick<ReportRow, "clusterId" | "groups">[];
}): RunPoints {
  const groups: ReducedGroups = { ...analysis.groups, fromEngine: new Int32Array(0) };
  const { matrix, ofGroup } = pointsOf(groups, analysis.plan);
  const labels = new Int32Array(matrix.rows).fill(-1);
  const rowOf = new Int32Array(matrix.rows).fill(-1);
  const furtherRows = new Map<number, number[]>();
  rows.forEach(({ clusterId, groups: members }, row) => {
    for (const point of new Set(Array.from(members, (group) => ofGroup[group]!))) {
      if (clusterId >= 0) labels[point] = clusterId;
      if (rowOf[point] === -1) rowOf[point] = row;
      else furtherRows.set(point, [...(furtherRows.get(point) ?? [rowOf[point]!]), row]);
    }
  });
  const ofRow = Int32Array.from(rows, (row) => ofGroup[row.groups[0]!]!);
  return { raw: matrix, scaled: scalePoints(matrix, analysis.scale), labels, rowOf, furtherRows, ofRow };
}

export function rowsOfPoint({ rowOf, furtherRows }: RunPoints, point: number): readonly number[] {
  return furtherRows.get(point) ?? [rowOf[point]!];
}

import { spaceOf } from "@winnow/analysis";
import type { ReportAnalysis, ReportRow } from "../../../src/data/report-data.ts";
import type { Report } from "../../state/report.ts";
import type { Plotted } from "./axes.ts";

/** The points of the run, with clusters and rows. One entry per point. */
export interface RunPoints extends Plotted {
  /** Cluster of each point, −1 for noise. */
  readonly labels: Int32Array;
  /** The first row, in reading order, with events of the point. */
  readonly rowOf: Int32Array;
  /** All rows of a point that has several: a guard splits rare values off. */
  readonly furtherRows: ReadonlyMap<number, readonly number[]>;
  /** Point of each row's exemplar. */
  readonly ofRow: Int32Array;
}

const known = new WeakMap<Report, RunPoints>();

/** Computed at the first call, from the groups of the report. */
export function runPoints(report: Report): RunPoints {
  const made = known.get(report) ?? makePoints(report.data);
  known.set(report, made);
  return made;
}

/** @param data of a report, or the part of one that tests make */
export function makePoints({
  analysis,
  rows,
}: {
  readonly analysis: ReportAnalysis;
  readonly rows: readonly Pick<ReportRow, "clusterId" | "groups">[];
}): RunPoints {
  const { points, scaled } = spaceOf(analysis.groups, analysis.plan, analysis.scale);
  const { matrix, ofGroup } = points;
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
  return { raw: matrix, scaled, labels, rowOf, furtherRows, ofRow };
}

export function rowsOfPoint({ rowOf, furtherRows }: RunPoints, point: number): readonly number[] {
  return furtherRows.get(point) ?? [rowOf[point]!];
}

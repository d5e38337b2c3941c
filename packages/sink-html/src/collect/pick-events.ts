import type { RunResult } from "@winnow/core";
import type { ReportLimits } from "./limits.ts";

/** The events that the page holds, by their numbers. */
export interface PickedEvents {
  /** Numbers of the events, ascending and unique: data rows where the source has them. */
  readonly dataRows: Float64Array;
  /** Row of the report for each. */
  readonly rows: Int32Array;
  readonly complete: boolean;
}

/**
 * Picks the events to hold in one pass over all of them: every event of a small run; else the shown events and the first
 * few of each row. Picks only the shown events where the result has no single events.
 */
export async function pickEvents(result: RunResult, limits: ReportLimits): Promise<PickedEvents> {
  const { rows, ledger } = result;
  if (result.assignments === undefined) return onlyShown(result);
  const complete = ledger.clustered <= limits.all;
  const room = complete ? Infinity : roomPerRow(rows.length, limits);
  const taken = new Int32Array(rows.length);
  const dataRows: number[] = [];
  const rowOf: number[] = [];
  for await (const { row, rank, shown } of result.assignments()) {
    for (let i = 0; i < row.length; i++) {
      const at = rank[i]! - 1;
      if (shown[i] === 0 && taken[at]! >= room) continue;
      taken[at]!++;
      dataRows.push(row[i]!);
      rowOf.push(at);
    }
  }
  return { dataRows: Float64Array.from(dataRows), rows: Int32Array.from(rowOf), complete };
}

function roomPerRow(rows: number, { perRow, most }: ReportLimits): number {
  return Math.min(perRow, Math.floor(most / Math.max(1, rows)));
}

function onlyShown({ rows, ledger }: RunResult): PickedEvents {
  const rowOf = new Map<number, number>();
  for (const [at, { exemplar, folded }] of rows.entries()) {
    for (const dataRow of [exemplar, ...folded.map(({ event }) => event)]) rowOf.set(dataRow, at);
  }
  const ordered = [...rowOf].sort(([a], [b]) => a - b);
  return {
    dataRows: Float64Array.from(ordered, ([dataRow]) => dataRow),
    rows: Int32Array.from(ordered, ([, row]) => row),
    complete: ordered.length === ledger.clustered,
  };
}

import type { Row } from "../summarise/rows.ts";

/** A row with its place in the reading order and why it stands there. */
export interface RankedRow extends Row {
  readonly rank: number;
  readonly reasons: readonly string[];
}

/**
 * Puts rows in the order worth reading: by the rarest thing they show (their own size, or a guarded value that few
 * events have), then smaller rows, then higher outlier scores, then earlier ones.
 */
export function rankRows(rows: readonly Row[], events: number): RankedRow[] {
  return rows
    .toSorted(compareRows)
    .map((row, index) => ({ ...row, rank: index + 1, reasons: reasonsFor(row, events) }));
}

function compareRows(a: Row, b: Row): number {
  return (
    Math.min(a.size, a.rarest) - Math.min(b.size, b.rarest) ||
    a.size - b.size ||
    (b.outlierScore ?? 0) - (a.outlierScore ?? 0) ||
    (a.firstTime === b.firstTime ? 0 : a.firstTime < b.firstTime ? -1 : 1)
  );
}

const number = new Intl.NumberFormat("en-US");

export function countOf(count: number, noun: string): string {
  return `${number.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function reasonsFor(row: Row, events: number): string[] {
  const reasons = [
    row.clusterId < 0
      ? `unlike the rest: ${countOf(row.size, "event")} of ${number.format(events)}, in no cluster`
      : `${countOf(row.size, "event")} of ${number.format(events)} behave alike`,
  ];
  for (const { values } of row.folded) {
    for (const { field, value, events: total } of values) {
      reasons.push(
        `holds ${field} ${JSON.stringify(value)}, which ${countOf(total, "event")} in all ${total === 1 ? "has" : "have"}`,
      );
    }
  }
  return reasons;
}

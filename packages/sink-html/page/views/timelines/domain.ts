import type { ReportData } from "../../../src/data/report-data.ts";
import { toMs } from "./model.ts";

/** A stretch of time, milliseconds since 1970, UTC. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Domain extends Stretch {
  /** Marks too far from all events to be on the axis. */
  readonly beyond: ReportData["marks"];
}

/**
 * The time that timelines show: that of the events, widened to marks that are no further away than the events are apart,
 * with some room at both ends.
 */
export function domainOf({
  range,
  marks,
}: {
  readonly range: NonNullable<ReportData["range"]>;
  readonly marks: ReportData["marks"];
}): Domain {
  const [first, last] = [toMs(range.first), toMs(range.last)];
  // A second at least: events of one instant have no width of their own.
  const span = Math.max(last - first, 1000);
  const near = marks.filter(({ time }) => toMs(time) >= first - span && toMs(time) <= last + span);
  const moments = [first, last, ...near.map(({ time }) => toMs(time))];
  const [from, to] = [Math.min(...moments), Math.max(...moments)];
  const room = Math.max(to - from, 1000) * 0.02;
  return { from: from - room, to: to + room, beyond: marks.filter((mark) => !near.includes(mark)) };
}

import type { ReducedGroups, RunResult } from "@winnow/core";
import type { EventTable, ReportData } from "../data/report-data.ts";

type Range = NonNullable<ReportData["range"]>;

/** Events at one instant. */
interface Moment {
  readonly time: bigint;
  readonly events: number;
}

/** Events without a larger gap between them than {@link LEAST_GAP}. */
interface Stretch {
  readonly first: bigint;
  readonly last: bigint;
  readonly events: number;
}

const LEAST_GAP = BigInt(365 * 24 * 3600) * 1_000_000n;
const GAP_IN_SPANS = 10n;

/**
 * The time that axes show. Times are split where a year or more is between two events. The range starts with the stretch of most
 * events, the later of two equal ones, and takes in its neighbours while the gap to them is at most ten times what it spans; so a clock that was not
 * set does not stretch an axis by thousands of years. It is the range of all events where that would exclude more than
 * half of them.
 */
export function timeRange(result: RunResult, events: EventTable): ReportData["range"] {
  if (result.rows.every(({ firstTime }) => firstTime === null)) return null;
  const moments = events.complete ? momentsOfEvents(events) : momentsOfGroups(result.analysis.groups);
  moments.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return moments.length === 0 ? null : rangeOf(stretchesOf(moments));
}

function momentsOfEvents({ times }: EventTable): Moment[] {
  return Array.from(times, (time) => ({ time, events: 1 }));
}

/** Of a group, the first and the last event are known; the others are nearer to the first or the last than to anything else. */
function momentsOfGroups({ counts, firstTimes, lastTimes }: ReducedGroups): Moment[] {
  const moments: Moment[] = [];
  counts.forEach((events, group) => {
    moments.push({ time: firstTimes[group]!, events: Math.max(1, events - 1) });
    if (events > 1) moments.push({ time: lastTimes[group]!, events: 1 });
  });
  return moments;
}

function stretchesOf(moments: readonly Moment[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { time, events } of moments) {
    const last = stretches.at(-1);
    if (last === undefined || time - last.last > LEAST_GAP) stretches.push({ first: time, last: time, events });
    else stretches[stretches.length - 1] = { first: last.first, last: time, events: last.events + events };
  }
  return stretches;
}

function rangeOf(stretches: readonly Stretch[]): Range {
  const most = stretches.reduce((best, stretch) => (stretch.events >= best.events ? stretch : best));
  let [from, to] = [stretches.indexOf(most), stretches.indexOf(most)];
  for (;;) {
    const { first, last } = spanning(stretches, from, to);
    const farthest = GAP_IN_SPANS * (last - first);
    if (from > 0 && first - stretches[from - 1]!.last <= farthest) from--;
    else if (to + 1 < stretches.length && stretches[to + 1]!.first - last <= farthest) to++;
    else break;
  }
  const all = spanning(stretches, 0, stretches.length - 1);
  const range = spanning(stretches, from, to);
  if (range.events * 2 < all.events) return { first: all.first, last: all.last };
  const [before, after] = [eventsIn(stretches.slice(0, from)), eventsIn(stretches.slice(to + 1))];
  return {
    first: range.first,
    last: range.last,
    ...(before + after === 0 ? {} : { outside: { before, after, first: all.first, last: all.last } }),
  };
}

function spanning(stretches: readonly Stretch[], from: number, to: number): Stretch {
  const within = stretches.slice(from, to + 1);
  return { first: within[0]!.first, last: within.at(-1)!.last, events: eventsIn(within) };
}

function eventsIn(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { events }) => sum + events, 0);
}

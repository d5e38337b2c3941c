import type { ReportData } from "../../../src/data/report-data.ts";
import type { Facet } from "../../state/facets.ts";
import { groupTexts, rowOfGroups } from "../../state/groups.ts";
import { cellsOf, textAt } from "../../state/report.ts";

type Known = Pick<ReportData, "analysis" | "rows" | "events" | "activity" | "overall">;

/** What stands in one strip of the timelines. */
export interface Lane {
  readonly name: string;
  readonly events: number;
  readonly rows: number;
  /** The last lane, for all that have none of their own. */
  readonly rest: boolean;
}

/** The part of a row that lies in one lane. Times in milliseconds since 1970, UTC, with fractions. */
export interface Bar {
  readonly row: number;
  readonly lane: number;
  readonly first: number;
  readonly last: number;
  readonly events: number;
  /** Time of the row's own event, where it lies in this lane. */
  readonly exemplar: number | null;
  /** Height in the lane, 0 at its top and 1 at its bottom: rows in reading order from the top. */
  readonly place: number;
}

/** One event. */
export interface Spot {
  readonly event: number;
  readonly row: number;
  readonly lane: number;
  readonly at: number;
  readonly place: number;
}

/** Events of one lane in one step of time. */
export interface Step {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
  readonly events: number;
}

export interface Timelines {
  readonly lanes: readonly Lane[];
  /** Lanes there would be, were each shown. */
  readonly laneCount: number;
  readonly bars: readonly Bar[];
  /** Every event held, where steps do not tell of all events. */
  readonly spots: readonly Spot[] | null;
  readonly steps: readonly Step[] | null;
  /** Width of a step, µs. */
  readonly width: bigint | null;
  /** Whether lanes are by what each event or group has; else by the event that stands for the row. */
  readonly exact: boolean;
}

/** What one lane's worth of something is called. */
type LaneText = string;

/** Rows and events over time, in one lane or in one for each value of a facet: the most frequent `most` of them. */
export function timelinesOf(data: Known, facet: Facet | null, most: number): Timelines {
  const pieces = data.events.complete ? piecesOfEvents(data, facet) : piecesOfGroups(data, facet);
  const lanes = new Lanes(pieces.parts, most);
  const places = placesOf(pieces.parts, lanes);
  const place = (row: number, lane: number): number => places.get(lane)!.get(row)!;
  return {
    lanes: lanes.list,
    laneCount: lanes.count,
    bars: barsOf(data, facet, pieces.parts, lanes, place),
    ...overTime(data, facet, lanes, place, pieces.parts),
    exact: pieces.exact,
  };
}

/** The events of one row that have one lane's text. */
interface Part {
  readonly row: number;
  readonly text: LaneText;
  events: number;
  first: number;
  last: number;
}

interface Pieces {
  readonly parts: readonly Part[];
  readonly exact: boolean;
}

/** µs as milliseconds: a double holds microseconds of this age exactly enough. */
export function toMs(microseconds: bigint): number {
  return Number(microseconds) / 1000;
}

function piecesOfEvents({ events }: Known, facet: Facet | null): Pieces {
  const parts = new Parts();
  const text = eventText(events, facet);
  for (let event = 0; event < events.size; event++) {
    const at = toMs(events.times[event]!);
    parts.add(events.rows[event]!, text(event), 1, at, at);
  }
  return { parts: parts.list, exact: true };
}

function eventText(events: Known["events"], facet: Facet | null): (event: number) => LaneText {
  const cells = facet === null ? undefined : cellsOf(events, facet.field);
  return (event) => textAt(events, cells?.[event] ?? -1) ?? "";
}

function piecesOfGroups(data: Known, facet: Facet | null): Pieces {
  const parts = new Parts();
  const { groups } = data.analysis;
  const texts = facet === null ? null : groupTexts(data, facet.field);
  for (const [row, { groups: members, size, firstTime, lastTime }] of data.rows.entries()) {
    if (firstTime === null || lastTime === null) continue;
    if (texts === null) {
      parts.add(row, "", size, toMs(firstTime), toMs(lastTime));
      continue;
    }
    for (const group of members) {
      // A group whose rare values were split off is in several rows: none of them reaches beyond its own time.
      const [first, last] = [later(groups.firstTimes[group]!, firstTime), earlier(groups.lastTimes[group]!, lastTime)];
      parts.add(row, texts.of(group), groups.counts[group]!, toMs(first), toMs(last));
    }
  }
  return { parts: parts.list, exact: texts === null || texts.exact };
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function earlier(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

class Parts {
  readonly list: Part[] = [];
  readonly #known = new Map<number, Map<LaneText, Part>>();

  add(row: number, text: LaneText, events: number, first: number, last: number): void {
    const ofRow = this.#known.get(row) ?? new Map<LaneText, Part>();
    this.#known.set(row, ofRow);
    const known = ofRow.get(text);
    if (known === undefined) {
      const part = { row, text, events, first, last };
      ofRow.set(text, part);
      this.list.push(part);
      return;
    }
    known.events += events;
    known.first = Math.min(known.first, first);
    known.last = Math.max(known.last, last);
  }
}

/** Lanes by their events, the most first; beyond `most` there is one for all the others. */
class Lanes {
  readonly list: Lane[] = [];
  readonly count: number;
  readonly #of = new Map<LaneText, number>();

  constructor(parts: readonly Part[], most: number) {
    const totals = new Map<LaneText, { events: number; rows: Set<number> }>();
    for (const { text, events, row } of parts) {
      const known = totals.get(text) ?? { events: 0, rows: new Set<number>() };
      totals.set(text, known);
      known.events += events;
      known.rows.add(row);
    }
    const ordered = [...totals].sort((a, b) => b[1].events - a[1].events || (a[0] < b[0] ? -1 : 1));
    this.count = ordered.length;
    const own = ordered.length <= most + 1 ? ordered : ordered.slice(0, most);
    for (const [name, { events, rows }] of own) {
      this.#of.set(name, this.list.length);
      this.list.push({ name, events, rows: rows.size, rest: false });
    }
    const others = ordered.slice(own.length);
    if (others.length === 0) return;
    const rows = new Set(others.flatMap(([, total]) => [...total.rows]));
    const events = others.reduce((sum, [, total]) => sum + total.events, 0);
    this.list.push({ name: "", events, rows: rows.size, rest: true });
  }

  of(text: LaneText): number {
    return this.#of.get(text) ?? this.list.length - 1;
  }
}

const MARGIN = 0.1;

/** For each lane and row in it, how far down the row stands. */
function placesOf(parts: readonly Part[], lanes: Lanes): ReadonlyMap<number, ReadonlyMap<number, number>> {
  const rows = lanes.list.map(() => new Set<number>());
  for (const { row, text } of parts) rows[lanes.of(text)]!.add(row);
  return new Map(
    rows.map((members, lane) => {
      const ordered = [...members].sort((a, b) => a - b);
      return [lane, new Map(ordered.map((row, i) => [row, placeAmong(i, ordered.length)]))];
    }),
  );
}

/** How far down a lane the n-th of its rows stands, n from 0. */
export function placeAmong(n: number, rows: number): number {
  return MARGIN + ((n + 0.5) * (1 - 2 * MARGIN)) / rows;
}

type Place = (row: number, lane: number) => number;

function barsOf(data: Known, facet: Facet | null, parts: readonly Part[], lanes: Lanes, place: Place): Bar[] {
  const text = eventText(data.events, facet);
  // In the lane for all the others, several parts of one row are one bar.
  const bars = new Map<string, { -readonly [Key in keyof Bar]: Bar[Key] }>();
  for (const { row, text: own, events, first, last } of parts) {
    const lane = lanes.of(own);
    const known = bars.get(`${row} ${lane}`);
    if (known === undefined) {
      const { exemplar } = data.rows[row]!;
      const here = lanes.of(text(exemplar)) === lane;
      const at = here ? toMs(data.events.times[exemplar]!) : null;
      bars.set(`${row} ${lane}`, { row, lane, first, last, events, exemplar: at, place: place(row, lane) });
      continue;
    }
    known.events += events;
    known.first = Math.min(known.first, first);
    known.last = Math.max(known.last, last);
  }
  return [...bars.values()];
}

function overTime(
  data: Known,
  facet: Facet | null,
  lanes: Lanes,
  place: Place,
  parts: readonly Part[],
): Pick<Timelines, "spots" | "steps" | "width"> {
  if (!data.events.complete && data.activity === null && data.overall !== undefined && facet === null)
    return { spots: null, steps: stepsOfAll(data.overall), width: data.overall.width };
  if (data.events.complete || data.activity === null)
    return { spots: spotsOf(data, facet, lanes, place, parts), steps: null, width: null };
  return { spots: null, steps: stepsOf(data, facet, lanes), width: data.activity.width };
}

function spotsOf({ events }: Known, facet: Facet | null, lanes: Lanes, place: Place, parts: readonly Part[]): Spot[] {
  const text = eventText(events, facet);
  const inLane = new Set(parts.map(({ row, text: own }) => `${row} ${lanes.of(own)}`));
  return Array.from({ length: events.size }, (_, event) => {
    const row = events.rows[event]!;
    const lane = lanes.of(text(event));
    // Of a run that is not held whole, an event may have a text that the run kept no group of in that row.
    const known = inLane.has(`${row} ${lane}`);
    return { event, row, lane, at: toMs(events.times[event]!), place: known ? place(row, lane) : 0.5 };
  });
}

function stepsOfAll({ start, width, counts }: NonNullable<ReportData["overall"]>): Step[] {
  return Array.from(counts, (events, step): Step => {
    const from = start + BigInt(step) * width;
    return { lane: 0, from: toMs(from), to: toMs(from + width), events };
  }).filter(({ events }) => events > 0);
}

function stepsOf(data: Known, facet: Facet | null, lanes: Lanes): Step[] {
  const { start, width, groups, steps, counts } = data.activity!;
  const texts = facet === null ? null : groupTexts(data, facet.field);
  const rowOf = rowOfGroups(data);
  const laneOf = Int32Array.from(rowOf, (row, group) => (row < 0 ? -1 : lanes.of(texts?.of(group) ?? "")));
  const totals = new Map<number, number>();
  const laneCount = lanes.list.length;
  groups.forEach((group, i) => {
    const lane = laneOf[group]!;
    if (lane < 0) return;
    const key = steps[i]! * laneCount + lane;
    totals.set(key, (totals.get(key) ?? 0) + counts[i]!);
  });
  return Array.from(totals, ([key, events]): Step => {
    const step = Math.floor(key / laneCount);
    const from = start + BigInt(step) * width;
    return { lane: key % laneCount, from: toMs(from), to: toMs(from + width), events };
  }).sort((a, b) => a.from - b.from || a.lane - b.lane);
}

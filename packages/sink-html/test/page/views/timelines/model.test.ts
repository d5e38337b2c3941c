import { beforeAll, describe, expect, it } from "vitest";
import { facetsOf, type Facet } from "../../../../page/state/facets.ts";
import { domainOf } from "../../../../page/views/timelines/domain.ts";
import { timelinesOf, toMs } from "../../../../page/views/timelines/model.ts";
import type { ReportData } from "../../../../src/data/report-data.ts";
import { EXAMPLES, reportOf } from "../../../support/reports.ts";

let whole: ReportData;
let part: ReportData;
beforeAll(async () => {
  whole = await reportOf(EXAMPLES.processes);
  part = await reportOf(EXAMPLES.processes, { limits: { all: 10, perRow: 2, most: 400, groups: 60_000 } });
});

function facet(data: ReportData, id: Facet["id"]): Facet {
  return facetsOf(data).find((known) => known.id === id)!;
}

function textOf({ events }: ReportData, field: string, event: number): string {
  return events.texts[events.fields[field]![event]!] ?? "";
}

describe("rows over time", () => {
  it("ungrouped are one bar each, from first event to last, in reading order from the top", () => {
    const { lanes, bars } = timelinesOf(whole, null, 10);
    expect(lanes).toEqual([{ name: "", events: 3285, rows: whole.rows.length, rest: false }]);
    expect(
      bars.map(({ row, first, last, events }) => [row, first, last, events]).sort((a, b) => a[0]! - b[0]!),
    ).toEqual(whole.rows.map(({ firstTime, lastTime, size }, row) => [row, toMs(firstTime!), toMs(lastTime!), size]));
    const places = [...bars].sort((a, b) => a.row - b.row).map(({ place }) => place);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.every((place) => place > 0 && place < 1)).toBe(true);
    expect(bars.every(({ exemplar }) => exemplar !== null)).toBe(true);
  });

  it.each(["account", "program", "host"] as const)(
    "grouped by %s hold the row's events of that lane and no others",
    (id) => {
      const by = facet(whole, id);
      const { lanes, bars, exact } = timelinesOf(whole, by, 1000);
      const expected = new Map<string, number[]>();
      whole.events.rows.forEach((row, event) => {
        const key = `${row} ${textOf(whole, by.field, event)}`;
        expected.set(key, [...(expected.get(key) ?? []), toMs(whole.events.times[event]!)]);
      });
      expect(exact).toBe(true);
      expect(
        new Map(
          bars.map(({ row, lane, first, last, events }) => [`${row} ${lanes[lane]!.name}`, [first, last, events]]),
        ),
      ).toEqual(
        new Map(Array.from(expected, ([key, times]) => [key, [Math.min(...times), Math.max(...times), times.length]])),
      );
      expect(lanes.map(({ events }) => events)).toEqual(lanes.map(({ events }) => events).toSorted((a, b) => b - a));
    },
  );

  it("beyond so many lanes share the last one", () => {
    const by = facet(whole, "program");
    const all = timelinesOf(whole, by, 1000);
    const { lanes, laneCount, bars } = timelinesOf(whole, by, 5);
    expect(laneCount).toBe(all.lanes.length);
    expect(lanes).toHaveLength(6);
    expect(lanes[5]).toMatchObject({ rest: true, name: "" });
    expect(lanes.reduce((sum, { events }) => sum + events, 0)).toBe(3285);
    expect(bars.reduce((sum, { events }) => sum + events, 0)).toBe(3285);
    expect(new Set(bars.map(({ row, lane }) => `${row} ${lane}`)).size).toBe(bars.length);
  });

  it("of a run that the page holds in part are the same, by what the run kept of every event", () => {
    const by = facet(part, "account");
    expect(by.field).toBe("user.name");
    const [held, full] = [timelinesOf(part, by, 1000), timelinesOf(whole, { ...by }, 1000)];
    expect(held.exact).toBe(true);
    expect(held.lanes).toEqual(full.lanes);
    const figures = ({ bars }: typeof held): unknown[] =>
      bars
        .map(({ row, lane, first, last, events }) => [row, lane, first, last, events])
        .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
    expect(figures(held)).toEqual(figures(full));
  });

  it("by what merged groups were not alike in are not said to be exact", () => {
    const analysis = { ...part.analysis, mergedFrom: 1_000_000 };
    expect(timelinesOf({ ...part, analysis }, facet(part, "account"), 10).exact).toBe(false);
    expect(timelinesOf({ ...part, analysis }, facet(part, "program"), 10).exact).toBe(true);
  });

  it("stand with the event that stands for them where the run kept nothing to go by, and say so", () => {
    const by = facet(part, "account");
    const analysis = { ...part.analysis, plan: { ...part.analysis.plan, kept: [] } };
    const { bars, exact } = timelinesOf({ ...part, analysis }, by, 1000);
    expect(exact).toBe(false);
    expect(bars).toHaveLength(part.rows.length);
  });
});

describe("events over time", () => {
  it("are each at its own time, at the height of its row", () => {
    const { spots, steps, bars } = timelinesOf(whole, facet(whole, "account"), 3);
    expect(steps).toBeNull();
    expect(spots).toHaveLength(3285);
    const places = new Map(bars.map(({ row, lane, place }) => [`${row} ${lane}`, place]));
    for (const { event, row, lane, at, place } of spots!) {
      expect(at).toBe(toMs(whole.events.times[event]!));
      expect(place).toBe(places.get(`${row} ${lane}`));
    }
  });

  it("of a run that the page holds in part are counted in steps, every one of them", () => {
    for (const id of ["account", "program", null] as const) {
      const by = id === null ? null : facet(part, id);
      const { lanes, spots, steps, width } = timelinesOf(part, by, 1000);
      expect(spots).toBeNull();
      expect(width).toBe(part.activity!.width);
      const perLane = lanes.map((_, lane) =>
        steps!.filter((step) => step.lane === lane).reduce((sum, { events }) => sum + events, 0),
      );
      expect(perLane).toEqual(lanes.map(({ events }) => events));
      const [from, to] = [toMs(part.range!.first), toMs(part.range!.last)];
      for (const step of steps!) expect(step.from <= to && step.to > from && step.to > step.from).toBe(true);
    }
  });

  it("of too many groups to count are counted all together, and by lane shown as far as they are held", () => {
    const overall = { start: 1_000_000n, width: 500_000n, counts: Float64Array.of(3, 0, 4) };
    const data = { ...part, activity: null, overall };
    expect(timelinesOf(data, null, 4).steps).toEqual([
      { lane: 0, from: 1000, to: 1500, events: 3 },
      { lane: 0, from: 2000, to: 2500, events: 4 },
    ]);
    expect(timelinesOf(data, facet(part, "program"), 4).steps).toBeNull();
  });

  it("are those held where the source cannot count", () => {
    const { spots, steps } = timelinesOf({ ...part, activity: null }, facet(part, "program"), 4);
    expect(steps).toBeNull();
    expect(spots).toHaveLength(part.events.size);
  });
});

describe("the time shown", () => {
  const range = { first: 1_000_000_000n, last: 1_060_000_000n };
  const mark = (time: bigint): { time: bigint; label: string } => ({ time, label: "alert" });

  it("reaches to marks nearby, and says which are too far", () => {
    const [near, far] = [mark(950_000_000n), mark(5_000_000_000n)];
    const domain = domainOf({ range, marks: [near, far] });
    expect(domain.from).toBeLessThan(950_000);
    expect(domain.to).toBeGreaterThan(1_060_000);
    expect(domain.to).toBeLessThan(1_070_000);
    expect(domain.beyond).toEqual([far]);
  });

  it("has a width where all events are of one instant", () => {
    const { from, to } = domainOf({ range: { first: 5n, last: 5n }, marks: [] });
    expect(to).toBeGreaterThan(from);
  });
});

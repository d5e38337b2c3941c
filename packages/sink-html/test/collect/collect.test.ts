import { analyseToEnd } from "@winnow/analysis";
import { plugins as clusterers } from "@winnow/clusterer-dbscan";
import { formatTime } from "@winnow/expressions";
import type { ClustererPlugin, RunContext, RunResult } from "@winnow/core";
import type { RunOutcome } from "@winnow/orchestrator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectReport } from "../../src/collect/collect.ts";
import { DEFAULT_LIMITS } from "../../src/collect/limits.ts";
import type { ReportData } from "../../src/data/report-data.ts";
import { EXAMPLE_MARK, EXAMPLES, finish } from "../support/reports.ts";

const { signal } = new AbortController();
const CONTEXT: RunContext = {
  signal,
  profileDirectory: "",
  outputDirectory: "",
  progress: () => {},
  warn: () => {},
  gap: () => {},
};

const collect = (result: RunResult, limits: Partial<typeof DEFAULT_LIMITS> = {}): Promise<ReportData> =>
  collectReport(result, { ...DEFAULT_LIMITS, ...limits }, signal);

describe("what a report holds of a run", () => {
  let result: RunOutcome;
  let whole: ReportData;
  beforeAll(async () => {
    result = await finish({ path: EXAMPLES.processes.profile }, EXAMPLES.processes.input, [EXAMPLE_MARK]);
    whole = await collect(result);
  });
  afterAll(() => result?.close());

  it("is every event of a small run, each once, in the row that it was assigned to", async () => {
    const { events, rows, ledger } = whole;
    expect(events.complete).toBe(true);
    expect(events.size).toBe(ledger.clustered);
    expect(rows.map((row) => row.events.length)).toEqual(rows.map((row) => row.size));
    const rowOf = new Map(Array.from(events.dataRows, (dataRow, event) => [dataRow, events.rows[event]]));
    for await (const { row, rank } of result.assignments!())
      row.forEach((dataRow, i) => expect(rowOf.get(dataRow)).toBe(rank[i]! - 1));
  });

  it("is the source's own columns, cell by cell, and its fields and times as a reader gives them", async () => {
    const { events } = whole;
    let checked = 0;
    for await (const batch of result.events({ rows: [...events.dataRows] })) {
      const program = result.reader("process.name")!(batch);
      const time = result.reader("@timestamp")!(batch);
      expect(events.columns.map(({ name }) => name)).toEqual(batch.columns);
      for (let i = 0; i < batch.rows; i++, checked++) {
        const shown = events.columns.map(({ cells }) => (cells[checked]! < 0 ? null : events.texts[cells[checked]!]));
        expect(shown).toEqual(batch.values.map((values) => values[i]));
        expect(events.texts[events.fields["process.name"]![checked]!]).toBe(program(i));
        expect(formatTime(events.times[checked]!)).toBe(time(i));
      }
    }
    expect(checked).toBe(events.size);
  });

  it("names exemplars and folded rarities by events that it holds, and events in order of time", () => {
    const { events, rows } = whole;
    result.rows.forEach((row, at) => {
      const held = rows[at]!;
      expect(events.dataRows[held.exemplar]).toBe(row.exemplar);
      expect(held.folded.map(({ event }) => events.dataRows[event])).toEqual(row.folded.map(({ event }) => event));
      expect(held.reasons).toEqual(row.reasons);
      const times = Array.from(held.events, (event) => events.times[event]!);
      expect(times).toEqual(times.toSorted((a, b) => Number(a - b)));
    });
  });

  it("is the groups of the analysis, which add up to the rows, the exemplar's first", () => {
    const { analysis, rows } = whole;
    expect(analysis.groups).toEqual(result.analysis.groups);
    expect(rows.map(({ groups }) => groups)).toEqual(result.rows.map(({ groups }) => groups));
    const seen = new Set<number>();
    for (const row of rows) {
      const events = row.groups.reduce((sum, group) => sum + analysis.groups.counts[group]!, 0);
      expect(events).toBe(row.size);
      expect(analysis.groups.exemplars[row.groups[0]!]).toBe(whole.events.dataRows[row.exemplar]);
      for (const group of row.groups) seen.add(group);
    }
    expect(seen.size).toBe(analysis.groups.size);
    expect(analysis.mergedFrom).toBeUndefined();
  });

  it("is counts over time that add up to every group's events", () => {
    const { activity, analysis, range } = whole;
    const totals = new Float64Array(analysis.groups.size);
    activity!.groups.forEach((group, i) => (totals[group]! += activity!.counts[i]!));
    expect(totals).toEqual(analysis.groups.counts);
    expect(activity!.start).toBe(range!.first);
    const last = activity!.start + BigInt(Math.max(...activity!.steps)) * activity!.width;
    expect(last).toBeLessThanOrEqual(range!.last);
  });

  it("is the slot values of command lines, as the run itself counts them", async () => {
    const { slots, events, rows } = whole;
    const text = (cell: number): string | null => (cell < 0 ? null : events.texts[cell]!);
    const key = (...parts: readonly unknown[]): string => JSON.stringify(parts);
    const held = new Map<string, number>();
    slots!.rows.forEach((row, i) => {
      const at = key(
        row + 1,
        text(slots!.templates[i]!),
        slots!.places[i]!,
        text(slots!.slots[i]!),
        text(slots!.values[i]!),
      );
      held.set(at, slots!.events[i]!);
    });
    let compared = 0;
    for await (const { rank, template, place, slot, value, events: times } of result.slots!()) {
      const found = held.get(key(rank, template, place, slot, value));
      // The page counts only the most frequent values separately.
      if (found === undefined) continue;
      expect(found).toBe(times);
      compared++;
    }
    expect(compared).toBe([...held.keys()].filter((at) => !at.endsWith(",null]")).length);
    expect(new Set(slots!.rows).size).toBeGreaterThan(rows.length / 4);
  });

  it("is marks, ledger, counts and parameters as they are", () => {
    expect(whole.marks).toEqual([EXAMPLE_MARK]);
    expect(whole.ledger).toBe(result.ledger);
    expect(whole.counts).toBe(result.counts);
    expect(whole.profile.description).toBe("Process starts on Windows, unusual commands first, nothing rare hidden");
  });

  it("is, of a larger run, all shown events and the first few of each row", async () => {
    const { events, rows, slots } = await collect(result, { all: 100, perRow: 3 });
    expect(events.complete).toBe(false);
    expect(slots).toBeNull();
    rows.forEach((row, at) => {
      const shown = new Set([row.exemplar, ...row.folded.map(({ event }) => event)]);
      expect(row.events.length).toBeGreaterThanOrEqual(Math.min(3, row.size));
      expect(row.events.length).toBeLessThanOrEqual(3 + shown.size);
      for (const event of shown) expect(row.events).toContain(event);
      expect(events.dataRows[row.exemplar]).toBe(result.rows[at]!.exemplar);
    });
  });

  it("is never more than the limit plus the shown events", async () => {
    const { events, rows } = await collect(result, { all: 0, perRow: 1000, most: result.rows.length * 2 });
    const shown = new Set(rows.flatMap((row) => [row.exemplar, ...row.folded.map(({ event }) => event)])).size;
    expect(events.size).toBeLessThanOrEqual(rows.length * 2 + shown);
    const least = await collect(result, { all: 0, perRow: 0 });
    expect(least.events.size).toBe(shown);
  });

  it("is the shown events where the result has no single events", async () => {
    const { assignments: _, activity: _activity, slots: _slots, ...remote } = result;
    const { events, rows, activity } = await collect(remote);
    expect(activity).toBeNull();
    expect(events).toMatchObject({ complete: false, shownOnly: true });
    rows.forEach((row, at) => {
      expect(events.dataRows[row.exemplar]).toBe(result.rows[at]!.exemplar);
      const [name] = events.columns;
      expect(events.texts[name!.cells[row.exemplar]!]).toBe(result.exemplars.values[0]![at]);
      expect(row.folded.map(({ event }) => events.dataRows[event])).toEqual(
        result.rows[at]!.folded.map(({ event }) => event),
      );
    });
  });

  it("is the shown events of a result from stored groups, which answers no query about single events", async () => {
    const unavailable = (): never => {
      throw new Error("no single events");
    };
    const {
      assignments: _,
      activity: _activity,
      slots: _slots,
      rejects: _rejects,
      histogram: _histogram,
      ...kept
    } = result;
    const report = await collect({ ...kept, events: unavailable } as unknown as RunResult);
    expect(report.events).toMatchObject({ complete: false, shownOnly: true });
    expect(report.rows.map(({ exemplar }) => report.events.dataRows[exemplar])).toEqual(
      result.rows.map(({ exemplar }) => exemplar),
    );
    expect(report).toMatchObject({ activity: null, slots: null });
    expect(report.overall).toBeUndefined();
  });

  it("stops when the run is stopped", async () => {
    const stopped = AbortSignal.abort();
    await expect(collectReport(result, DEFAULT_LIMITS, stopped)).rejects.toMatchObject({ code: "WN1001" });
  });

  it("is, of a run with many groups, fewer that cluster to the same rows and show the same rare values", async () => {
    const { analysis, rows, activity } = await collect(result, { groups: 10 });
    const { size } = result.analysis.groups;
    expect(analysis.mergedFrom).toBe(size);
    expect(analysis.groups.size).toBeLessThan(size);
    expect(rows.map(({ groups }) => groups.reduce((sum, group) => sum + analysis.groups.counts[group]!, 0))).toEqual(
      rows.map((row) => row.size),
    );
    expect(activity!.counts.reduce((sum, count) => sum + count, 0)).toBe(result.ledger.clustered);
    const request = {
      plugin: clusterers.find(({ name }) => name === "dbscan") as ClustererPlugin,
      options: analysis.clusterer.options,
      others: [],
    };
    const again = await analyseToEnd(
      { groups: () => analysis.groups },
      { plan: analysis.plan, scale: analysis.scale, request },
      { context: CONTEXT, stage: async (_, work) => work() },
    );
    const facts = (list: readonly { size: number; clusterId: number; exemplar: number }[]): string[] =>
      list.map((row) => `${row.exemplar} ${row.size} ${row.clusterId}`).sort();
    const exemplarOf = ({ groups }: { readonly groups: readonly number[] }): number =>
      analysis.groups.exemplars[groups[0]!]!;
    expect(facts(again.rows.map((row) => ({ ...row, exemplar: exemplarOf(row) })))).toEqual(facts(result.rows));
    const once = (list: readonly { field: string; once: number }[]): string[] =>
      list.map(({ field, once: n }) => `${field} ${n}`);
    expect(again.guarded.map(({ field }) => field)).toEqual(result.guarded.map(({ field }) => field));
    expect(once(again.guarded).length).toBeGreaterThan(0);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { filteredRows, filters, NO_FILTERS, valuesOf } from "../../../page/state/filters.ts";
import { makeReport } from "../../../page/state/report.ts";
import { occurrencesOf } from "../../../page/state/values.ts";
import type { ReportData } from "../../../src/data/report-data.ts";
import { EXAMPLES, reportOf } from "../../support/reports.ts";

/** Events of rows: which of its many accounts stands for a row says nothing of the others. */
describe("the values of a field", () => {
  let whole: ReportData;
  let part: ReportData;
  beforeAll(async () => {
    whole = await reportOf(EXAMPLES.logons);
    part = await reportOf(EXAMPLES.logons, { limits: { all: 0, perRow: 1, most: 100, groups: 1_000_000 } });
  });

  /** Counted event by event. */
  function expected(field: string): Map<string, Set<number>> {
    const { texts, fields, rows } = whole.events;
    const found = new Map<string, Set<number>>();
    fields[field]!.forEach((cell, event) => {
      if (cell < 0) return;
      const value = texts[cell]!;
      found.set(value, (found.get(value) ?? new Set()).add(rows[event]!));
    });
    return found;
  }

  it("are those of every event, not of the events that stand for rows", () => {
    const { rows, exact } = occurrencesOf(whole, "user.name");
    expect(exact).toBe(true);
    expect(rows).toEqual(expected("user.name"));
    const exemplars = new Set(whole.rows.map(({ exemplar }) => whole.events.fields["user.name"]![exemplar]));
    expect(rows.size).toBeGreaterThan(exemplars.size);
  });

  it("are all known of a run that is held in part, where the run kept them", () => {
    expect(part.events.complete).toBe(false);
    const { rows, exact } = occurrencesOf(part, "user.name");
    expect(exact).toBe(true);
    expect(rows).toEqual(expected("user.name"));
  });

  it("are said to be more than those that are known, where the run kept none", () => {
    const { rows, exact } = occurrencesOf(part, "host.name");
    expect(part.analysis.plan.kept.some(({ name }) => name === "host.name")).toBe(false);
    expect(exact).toBe(false);
    for (const [value, found] of rows)
      expect([...found].filter((row) => !expected("host.name").get(value)!.has(row))).toEqual([]);
    expect(occurrencesOf({ ...part, analysis: { ...part.analysis, mergedFrom: 9 } }, "user.name").exact).toBe(false);
  });

  it("lead by a filter to as many rows as they are said to be in", () => {
    const report = makeReport(part);
    const listed = valuesOf(report, "user.name");
    expect(listed.length).toBeGreaterThan(part.rows.length);
    for (const [value, rows] of listed) {
      filters.value = { ...NO_FILTERS, fields: new Map([["user.name", value]]) };
      expect(filteredRows(report)).toHaveLength(rows);
    }
    filters.value = NO_FILTERS;
  });
});

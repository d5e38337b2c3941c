import { beforeAll, describe, expect, it } from "vitest";
import type { Gap } from "@winnow/core";
import type { ReportData } from "../../src/data/report-data.ts";
import { EXAMPLES, reportOf } from "../support/reports.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";

const gapsOf = (count: number): Gap[] =>
  Array.from({ length: count }, (_, i) => ({
    source: `Security-${i}.evtx`,
    place: `chunk ${i + 1} of 200, bytes ${i * 65_536}–${(i + 1) * 65_536}`,
    reason: "the chunk is zeroed",
  }));

describe.skipIf(noBrowser !== null)("the overview of a run that misses events", () => {
  const open = useBrowser();
  let report: ReportData;
  beforeAll(async () => {
    report = await reportOf(EXAMPLES.processes);
  });

  const overviewWith = async (
    ledger: Partial<ReportData["ledger"]>,
    warnings: readonly string[] = [],
  ): Promise<string> => {
    const page = await open({ ...report, ledger: { ...report.ledger, ...ledger }, warnings });
    await page.waitForSelector(".view-overview");
    return page.evaluate<string>("document.querySelector('.overview-warnings')?.innerText ?? ''");
  };

  it("shows the place and the reason of a gap, once", async () => {
    const [gap] = gapsOf(1) as [Gap];
    const warning = `missing: ${gap.source}, ${gap.place}: ${gap.reason}. These events are not in the result.`;
    const text = await overviewWith({ gaps: [gap] }, [warning]);
    expect(text).toContain("A part of the source is missing");
    expect(text.split("Security-0.evtx")).toHaveLength(2);
    expect(text).toContain("chunk 1 of 200, bytes 0–65536");
    expect(text).toContain("the chunk is zeroed");
  });

  it("shows the first of 200 gaps, and all of them when asked", async () => {
    const page = await open({ ...report, ledger: { ...report.ledger, gaps: gapsOf(200) } });
    await page.waitForSelector(".overview-gaps");
    expect(await page.evaluate("document.querySelector('.overview-warnings').innerText")).toContain(
      "200 parts of the source are missing",
    );
    await page.click("summary >> text=195 more missing");
    expect(await page.$$eval(".overview-gaps tbody tr", (rows) => rows.length)).toBe(200);
  });

  it("says how many records were rejected where more than 10 % were, and not otherwise", async () => {
    const rejected = (count: number): Promise<string> =>
      overviewWith({ read: 1000, rejected: count, clustered: 1000 - count, reasons: { "no time": count } });
    expect(await rejected(100)).toBe("");
    expect(await rejected(101)).toContain("10 % of the records were rejected: 101 of 1,000.");
    expect(await rejected(999)).toContain("99 % of the records were rejected: 999 of 1,000.");
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportData } from "../../src/data/report-data.ts";
import { EXAMPLES, reportOf } from "../support/reports.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";

describe.skipIf(noBrowser !== null)("a report with events of the years 1 and 9999", () => {
  const open = useBrowser();
  const folder = mkdtempSync(join(tmpdir(), "winnow-range-"));
  let report: ReportData;
  beforeAll(async () => {
    const [header, ...lines] = readFileSync(EXAMPLES.processes.input, "utf8").trimEnd().split("\n");
    const dated = [1, 2, 3].map((line, i) =>
      lines[line]!.replace(/^[^,]*/, i < 2 ? "0001-01-01T00:00:00Z" : "9999-12-31T23:59:59Z"),
    );
    const input = join(folder, "events.csv");
    writeFileSync(input, [header, ...lines, ...dated].join("\n"));
    report = await reportOf({ profile: EXAMPLES.processes.profile, input });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("shows the time of the others on its axes, and counts those outside", async () => {
    const page = await open(report, { at: "/timelines" });
    await page.waitForSelector(".view-timelines");
    const text = await page.evaluate<string>("document.body.innerText");
    expect(text).toContain("2026-03-02 00:00:00 to 2026-03-04 00:00:35 UTC");
    expect(text).toContain(
      "Outside this time, years away from all other events: 2 events before, the first at 0001-01-01 00:00:00 UTC; " +
        "1 event after, the last at 9999-12-31 23:59:59 UTC.",
    );
  });
});

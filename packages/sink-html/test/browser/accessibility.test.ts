import axe from "axe-core";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { VIEWS } from "./views.ts";
import type { ReportData } from "../../src/data/report-data.ts";
import { EXAMPLES, reportOf } from "../support/reports.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";

/** What axe finds that keeps people out: rule, how bad, and where. */
async function seriousIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ": " + target.join(" ") + ": " + failureSummary)))`);
}

describe.skipIf(noBrowser !== null)("what axe says", () => {
  const open = useBrowser();
  let processes: ReportData;
  let logons: ReportData;
  beforeAll(async () => {
    [processes, logons] = [await reportOf(EXAMPLES.processes), await reportOf(EXAMPLES.logons)];
  });

  describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
    it.each(VIEWS)("of the view %s: nothing serious", async (view) => {
      // The themes share their markup: one of them is enough for what differs between processes and logons.
      const both = theme === "light" ? [processes, logons] : [processes];
      for (const report of view === "logons" ? [logons] : both) {
        const page = await open(report, { at: `/${view}`, theme });
        expect(await seriousIn(page)).toEqual([]);
      }
    });

    it("of an opened row: nothing serious", async () => {
      const page = await open(processes, { at: "/rows?row=2", theme });
      expect(await seriousIn(page)).toEqual([]);
    });

    it("of the columns to choose from, of an event unfolded and of the list of keys: nothing serious", async () => {
      const page = await open(processes, { at: "/rows", theme });
      await page.click("summary >> text=Columns");
      expect(await seriousIn(page)).toEqual([]);
      await page.click("#row-3");
      await page.click(".wide button.link");
      await page.waitForSelector("td .own-columns");
      expect(await seriousIn(page)).toEqual([]);
      await page.keyboard.press("?");
      await page.waitForSelector("dialog[open]");
      expect(await seriousIn(page)).toEqual([]);
    });

    it("of a telephone: nothing serious, and nothing wider than the screen", async () => {
      for (const at of ["/overview", "/rows", "/rows?row=2"]) {
        const page = await open(processes, { at, theme, width: 390, height: 844 });
        expect(await seriousIn(page)).toEqual([]);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
      }
    });
  });
});

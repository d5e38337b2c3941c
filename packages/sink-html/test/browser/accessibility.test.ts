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
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  return page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ": " + target.join(" ") + ": " + failureSummary)))`);
}

/** The same for each of these views, which the page goes through without being loaded anew. */
async function seriousInViews(page: Page, views: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const view of views) {
    await page.evaluate(`location.hash = ${JSON.stringify(`#/${view}`)}`);
    await page.waitForSelector(`.view-${view.split("?")[0]}`);
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    found[view] = await seriousIn(page);
  }
  return found;
}

function nothingIn(views: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(views.map((view) => [view, []]));
}

describe.skipIf(noBrowser !== null)("what axe says", () => {
  const open = useBrowser();
  let processes: ReportData;
  let logons: ReportData;
  beforeAll(async () => {
    [processes, logons] = [await reportOf(EXAMPLES.processes), await reportOf(EXAMPLES.logons)];
  });

  describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
    it("of all views of processes, and of an opened row: nothing serious", async () => {
      const views = [...VIEWS.filter((view) => view !== "logons"), "rows?row=2"];
      const page = await open(processes, { theme });
      expect(await seriousInViews(page, views)).toEqual(nothingIn(views));
    });

    it("of what logons have of their own: nothing serious", async () => {
      // The themes share their markup: one of them is enough for what differs between processes and logons.
      const views = theme === "light" ? VIEWS.filter((view) => view !== "processes") : ["logons"];
      const page = await open(logons, { theme });
      expect(await seriousInViews(page, views)).toEqual(nothingIn(views));
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
      const page = await open(processes, { theme, width: 390, height: 844 });
      for (const view of ["overview", "rows", "rows?row=2"]) {
        expect(await seriousInViews(page, [view])).toEqual(nothingIn([view]));
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
      }
    });
  });
});

import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { ReportData } from "../../src/data/report-data.ts";
import { EXAMPLES, finish, reportOf, SEED, type Subject } from "../support/reports.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";

interface Figures {
  readonly rows: number;
  readonly clusters: number;
  readonly noise: number;
  readonly points: number;
  readonly folded: number;
}

/** The figures that the page shows once nothing is under way. */
async function figuresIn(page: Page): Promise<Figures> {
  await page.waitForSelector('.tune-figures[aria-busy="false"]');
  const [rows, clusters, noise, folded, points] = await page.$$eval(".tune-now", (cells) =>
    cells.map((cell) => Number(cell.textContent!.replaceAll(",", ""))),
  );
  return { rows: rows!, clusters: clusters!, noise: noise!, points: points!, folded: folded! };
}

/** The figures of a run with these settings. */
async function figuresOf({ profile, input }: Subject, set: readonly string[]): Promise<Figures> {
  await using result = await finish({ path: profile }, input, [], set);
  const { rows, clusters, noise, points } = result.counts;
  const folded = result.rows.reduce(
    (sum, row) => sum + row.folded.reduce((all, { values }) => all + values.length, 0),
    0,
  );
  return { rows, clusters, noise, points, folded };
}

/** Drags the slider of an option from one share of its length to another, in steps as a hand does. */
async function drag(page: Page, option: string, from: number, to: number): Promise<void> {
  const slider = page.locator(`input[type=range][data-option=${option}]`);
  const { x, y, width, height } = (await slider.boundingBox())!;
  await page.mouse.move(x + width * from, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * to, y + height / 2, { steps: 12 });
  await page.mouse.up();
}

function valueOf(page: Page, option: string): Promise<string> {
  return page.inputValue(`.tune-number:has(label:text-is("${option}")) input[type=number]`);
}

const SUBJECTS = [EXAMPLES.processes, EXAMPLES.logons, ...SEED];

describe.skipIf(noBrowser !== null)(`tuning in a browser${noBrowser === null ? "" : ` (${noBrowser})`}`, () => {
  const open = useBrowser();

  it.each(SUBJECTS)("starts from the figures of the run: $name", async (subject) => {
    if (subject.missing) return;
    const report = await reportOf(subject);
    const page = await open(report, { at: "/tune" });
    await page.waitForSelector(".tune-gained, .tune-changes");
    const { rows, clusters, noise, points } = report.counts;
    expect(await figuresIn(page)).toMatchObject({ rows, clusters, noise, points });
    expect(await page.textContent(".tune-changes")).toContain("0 rows gained");
    expect(await page.textContent(".tune-changes")).toContain("0 rows lost");
  });

  describe("the examples' processes", () => {
    let report: ReportData;
    beforeAll(async () => {
      report = await reportOf(EXAMPLES.processes);
    });

    it("form new clusters as eps is dragged, the same as a fresh run's, and say what was lost", async () => {
      const page = await open(report, { at: "/tune" });
      await page.waitForSelector(".tune-changes");
      await page.waitForSelector(".tune-options .tune-hint");
      await drag(page, "eps", 0.4, 0.95);
      const found = await figuresIn(page);
      const eps = await valueOf(page, "eps");
      expect(Number(eps)).toBeGreaterThan(0.15);
      expect(found).toEqual(await figuresOf(EXAMPLES.processes, [`cluster.with.eps=${eps}`]));
      expect(found.rows).toBeLessThan(report.counts.rows);
      const lost = await page.$$(".tune-lost");
      expect(lost.length).toBeGreaterThan(0);
      expect(await page.textContent(".tune-lost >> nth=0")).toMatch(/now in row \d+/);
    });

    it("form new clusters by another clusterer, without a feature, by other scaling and partition", async () => {
      const page = await open(report, { at: "/tune" });
      await page.waitForSelector(".tune-changes");
      await page.selectOption('label:has-text("Clusterer") select', "hdbscan");
      await page.uncheck('label:has-text("slotCount") input');
      await page.selectOption('label:has-text("Scaling") select', "robust");
      await page.uncheck('fieldset label:has-text("process.name") input');
      await page.fill('.tune-number:has(label:text-is("minClusterSize")) input[type=number]', "7");
      expect(await figuresIn(page)).toEqual(
        await figuresOf(EXAMPLES.processes, [
          "features.0.with.pick=[templateLogLength, switchCount, templateEntropy]",
          "scale=robust",
          "cluster.use=hdbscan",
          "cluster.with={minClusterSize: 7}",
          "cluster.within=[]",
          "keep=[process.name]",
        ]),
      );
      await page.click("text=Reset to the run");
      expect(await figuresIn(page)).toMatchObject({ rows: report.counts.rows, clusters: report.counts.clusters });
    });

    it("are copied as a profile that a run takes and that gives the same figures", async () => {
      const page = await open(report, { at: "/tune" });
      await page.waitForSelector(".tune-changes");
      await page.fill('.tune-number:has(label:text-is("eps")) input[type=number]', "0.4");
      await page.fill('.tune-number:has(label:text-is("minPoints")) input[type=number]', "3");
      const found = await figuresIn(page);
      await page.fill(".tune-extends input", EXAMPLES.processes.profile);
      await page.evaluate(
        `navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }`,
      );
      await page.click("text=Copy YAML");
      await page.waitForSelector("text=Copied.");
      const text = (await page.evaluate("window.copied")) as string;
      expect(parse(text)).toMatchObject({
        extends: EXAMPLES.processes.profile,
        cluster: { use: "dbscan", with: { eps: 0.4, minPoints: 3 }, within: ["process.name"] },
      });
      await using again = await finish({ text }, EXAMPLES.processes.input);
      const { rows, clusters, noise, points } = again.counts;
      expect(found).toMatchObject({ rows, clusters, noise, points });
    });

    it("say in words what cannot be, and go on from there", async () => {
      const page = await open(report, { at: "/tune" });
      await page.waitForSelector(".tune-changes");
      const boxes = page.locator('fieldset:has(legend:text-is("Features")) input');
      for (let at = 0; at < (await boxes.count()); at++) await boxes.nth(at).uncheck();
      await page.waitForSelector("text=WN1961");
      expect(await page.textContent('[role="alert"]')).toContain("nothing to cluster by");
      await boxes.nth(0).check();
      await page.waitForSelector('[role="alert"]', { state: "detached" });
      expect((await figuresIn(page)).points).toBeLessThan(report.counts.points);
    });

    it("form the clusters of a fresh run where the page holds merged groups, and say what only a run can tell", async () => {
      const small = await reportOf(EXAMPLES.processes, {
        limits: { all: 20_000, perRow: 20, most: 40_000, groups: 10 },
      });
      expect(small.analysis.mergedFrom).toBeGreaterThan(small.analysis.groups.size);
      const page = await open(small, { at: "/tune" });
      await page.waitForSelector(".tune-changes");
      expect(await page.textContent(".tune-notices")).toContain("only a run can tell");
      expect(await page.isDisabled('fieldset label:has-text("user.name") input')).toBe(true);
      expect(await page.isDisabled('fieldset label:has-text("process.name") input')).toBe(false);
      await page.fill('.tune-number:has(label:text-is("eps")) input[type=number]', "0.4");
      await page.waitForSelector('.tune-figures[aria-busy="false"]');
      const shown = await page.$$eval(".tune-now", (cells) => cells.map((cell) => Number(cell.textContent)));
      const { rows, clusters, noise, points } = await figuresOf(EXAMPLES.processes, ["cluster.with.eps=0.4"]);
      expect(shown).toEqual([rows, clusters, noise, points]);
    });

    it("can be tuned by keys alone", async () => {
      const page = await open(report, { at: "/tune" });
      await page.waitForSelector(".tune-options .tune-hint");
      await page.focus("input[type=range][data-option=eps]");
      for (let press = 0; press < 40; press++) await page.keyboard.press("ArrowRight");
      const eps = await valueOf(page, "eps");
      expect(Number(eps)).toBeGreaterThan(0.15);
      expect(await figuresIn(page)).toEqual(await figuresOf(EXAMPLES.processes, [`cluster.with.eps=${eps}`]));
    });
  });
});

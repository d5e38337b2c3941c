import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { ReportData } from "../../src/data/report-data.ts";
import { EXAMPLES, reportOf } from "../support/reports.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function canvasOf(page: Page): Promise<Box> {
  await page.waitForSelector(".map-canvas canvas");
  return (await page.locator(".map-canvas canvas").first().boundingBox())!;
}

/** Drags over the map, along places given by their shares of its width and height. */
async function draw(page: Page, places: readonly (readonly [x: number, y: number])[]): Promise<void> {
  const { x, y, width, height } = await canvasOf(page);
  const at = places.map(([right, down]) => [x + width * right, y + height * down] as const);
  await page.mouse.move(...at[0]!);
  await page.mouse.down();
  for (const [right, down] of at.slice(1)) await page.mouse.move(right, down, { steps: 6 });
  await page.mouse.up();
}

const AROUND_ALL = [
  [0.01, 0.03],
  [0.99, 0.03],
  [0.99, 0.99],
  [0.01, 0.99],
  [0.01, 0.04],
] as const;

async function selectedIn(page: Page): Promise<number> {
  const text = (await page.textContent(".map-panel h2"))!;
  return text === "Nothing selected" ? 0 : Number(/^([\d,]+)/.exec(text)![1]!.replaceAll(",", ""));
}

/** Ranks of the rows that the panel lists. */
function listed(page: Page): Promise<number[]> {
  return page.$$eval('ul[aria-label="Selected rows"] .row-name-rank', (ranks) =>
    ranks.map((rank) => Number(rank.textContent)),
  );
}

/** The picture, to tell whether it changed. */
async function picture(page: Page): Promise<string> {
  return (await page.locator(".map-canvas canvas").first().screenshot()).toString("base64");
}

describe.skipIf(noBrowser !== null)(`the map in a browser${noBrowser === null ? "" : ` (${noBrowser})`}`, () => {
  const open = useBrowser();
  let report: ReportData;
  beforeAll(async () => {
    report = await reportOf(EXAMPLES.processes);
  });

  it("selects what a lasso is drawn around: all rows around all points, some around some, more with Shift", async () => {
    const page = await open(report, { at: "/map" });
    await canvasOf(page);
    await page.click("text=Lasso");
    await draw(page, AROUND_ALL);
    expect(await selectedIn(page)).toBe(report.rows.length);
    const left = [
      [0.02, 0.05],
      [0.4, 0.05],
      [0.4, 0.98],
      [0.02, 0.98],
      [0.02, 0.06],
    ] as const;
    await draw(page, left);
    const some = await selectedIn(page);
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(report.rows.length);
    const before = await listed(page);
    await page.keyboard.down("Shift");
    await draw(page, [
      [0.4, 0.05],
      [0.9, 0.05],
      [0.9, 0.98],
      [0.4, 0.98],
      [0.4, 0.06],
    ]);
    await page.keyboard.up("Shift");
    expect(await selectedIn(page)).toBeGreaterThan(some);
    expect(await listed(page)).toEqual(expect.arrayContaining(before.slice(0, 20)));
  });

  it("selects by a box, shows the selection in Rows, and clears it by Escape", async () => {
    const page = await open(report, { at: "/map" });
    await canvasOf(page);
    await page.keyboard.press("b");
    await draw(page, [
      [0.02, 0.05],
      [0.35, 0.98],
    ]);
    const some = await selectedIn(page);
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(report.rows.length);
    await page.click("text=Show in Rows");
    expect(await page.textContent(".rows-count")).toBe(`${some} of ${report.rows.length} rows`);
    await page.goBack();
    await canvasOf(page);
    await page.keyboard.press("Escape");
    await page.waitForSelector("text=Nothing selected");
    expect(await listed(page)).toEqual([]);
  });

  it("zooms by wheel, buttons and keys, moves by arrows, and shows all again", async () => {
    const page = await open(report, { at: "/map" });
    const { x, y, width, height } = await canvasOf(page);
    const whole = await picture(page);
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.wheel(0, -400);
    await page.mouse.move(x + width / 2, y + height + 30);
    const near = await picture(page);
    expect(near).not.toBe(whole);
    await page.keyboard.press("ArrowRight");
    expect(await picture(page)).not.toBe(near);
    await page.keyboard.press("0");
    expect(await picture(page)).toBe(whole);
    await page.click('[aria-label="Zoom in"]');
    await page.keyboard.press("l");
    await draw(page, AROUND_ALL);
    // What is out of sight is not drawn around.
    expect(await selectedIn(page)).toBeLessThan(report.rows.length);
  });

  it("shows any two features, raw and scaled", async () => {
    const page = await open(report, { at: "/map" });
    await canvasOf(page);
    const components = await picture(page);
    await page.selectOption('label:has-text("Across") select', { label: "switchCount" });
    await page.selectOption('label:has-text("Up") select', { label: "templateEntropy" });
    const raw = await picture(page);
    expect(raw).not.toBe(components);
    await page.check('label:has-text("scaled features") input');
    expect(await picture(page)).not.toBe(raw);
    await page.selectOption('label:has-text("Up") select', { label: "events" });
    expect(await picture(page)).not.toBe(raw);
  });

  it("needs no pointer: rows are picked from its list, and the points are there as a table", async () => {
    const page = await open(report, { at: "/map" });
    await canvasOf(page);
    await page.focus('ul[aria-label="Rows in reading order"] input >> nth=2');
    await page.keyboard.press("Space");
    expect(await listed(page)).toEqual([3]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    expect(await selectedIn(page)).toBe(2);
    expect(await listed(page)).toEqual([3, 4]);
    await page.click("summary:has-text('As a table')");
    await page.waitForSelector(".chart-table th");
    const heads = await page.$$eval(".chart-table th", (cells) => cells.map((cell) => cell.textContent));
    expect(heads.slice(0, 4)).toEqual(["row", "program", "events", "cluster"]);
    expect(await page.$$(".chart-table tbody tr")).toHaveLength(Math.min(200, report.counts.points));
  });

  it("tells of a point when it is pointed at, and opens its row by a double click", async () => {
    const page = await open(report, { at: "/map" });
    const { x, y, width, height } = await canvasOf(page);
    const before = await picture(page);
    let found = false;
    for (let down = 0.1; down < 0.95 && !found; down += 0.03) {
      for (let right = 0.1; right < 0.95 && !found; right += 0.02) {
        await page.mouse.move(x + width * right, y + height * down);
        found =
          (await page.evaluate("document.querySelector('.map-canvas .chart-canvas > div')?.style.cursor")) ===
          "pointer";
      }
    }
    expect(found).toBe(true);
    expect(await picture(page)).not.toBe(before);
    await page.mouse.down();
    await page.mouse.up();
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await page.waitForFunction("location.hash.startsWith('#/rows?row=')");
  });
});

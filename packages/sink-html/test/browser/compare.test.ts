import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { ReportData } from "../../src/data/report-data.ts";
import { EXAMPLES, reportOf } from "../support/reports.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";

/** What a button saves. */
async function saved(
  page: Page,
  button: string,
): Promise<{ readonly name: string; readonly text: string; readonly path: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`button:has-text("${button}")`)]);
  const path = await download.path();
  return { name: download.suggestedFilename(), text: readFileSync(path, "utf8"), path };
}

async function markSome(page: Page): Promise<void> {
  await page.waitForSelector(".grid-line");
  for (const key of ["i", "j", "i", "j", "g", "j", "j", "g"]) await page.keyboard.press(key);
  await page.evaluate("location.hash = '#/compare'");
  await page.waitForSelector(".compare");
}

describe.skipIf(noBrowser !== null)(`comparing in a browser${noBrowser === null ? "" : ` (${noBrowser})`}`, () => {
  const open = useBrowser();
  let report: ReportData;
  beforeAll(async () => {
    report = await reportOf(EXAMPLES.processes);
  });

  it("lists what was marked in Rows and says what sets it apart", async () => {
    const page = await open(report, { at: "/rows" });
    await markSome(page);
    const ranks = (panel: string): Promise<number[]> =>
      page.$$eval(`${panel} .row-name-rank`, (found) => found.map((rank) => Number(rank.textContent)));
    expect(await ranks(".compare-of-interest")).toEqual([1, 2]);
    expect(await ranks(".compare-known-good")).toEqual([3, 5]);
    const heads = await page.$$eval(".compare-table thead th", (cells) =>
      cells.map((cell) => cell.textContent!.trim()),
    );
    expect(heads.slice(1).map((head) => head.split(" ")[0])).toEqual(["known", "1", "2"]);
    expect((await page.$$(".compare-differs")).length).toBeGreaterThan(0);
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.click(".compare-of-interest >> text=Unmark");
    expect(await ranks(".compare-of-interest")).toEqual([2]);
  });

  it("saves the marks as YAML, and reads them back", async () => {
    const page = await open(report, { at: "/rows" });
    await markSome(page);
    const { name, text, path } = await saved(page, "Save as YAML");
    expect(name).toBe("windows-processes-marks.yaml");
    const { run, marks } = parse(text) as { run: string; marks: { mark: string; rank: number; event: number }[] };
    expect(run).toBe(report.profile.hash);
    expect(marks.map(({ mark, rank }) => [mark, rank])).toEqual([
      ["of-interest", 1],
      ["of-interest", 2],
      ["known-good", 3],
      ["known-good", 5],
    ]);
    expect(marks.map(({ event }) => event)).toEqual(
      [0, 1, 2, 4].map((row) => report.events.dataRows[report.rows[row]!.exemplar]),
    );
    const fresh = await open(report, { at: "/compare" });
    expect(await fresh.$$(".compare-of-interest .row-name")).toHaveLength(0);
    await fresh.setInputFiles('input[type="file"]', path);
    await fresh.waitForSelector("text=4 marks read.");
    expect(await fresh.$$(".compare-known-good .row-name")).toHaveLength(2);
  });

  it("has the same marks in two tabs of one report, and still has them when it is opened again", async () => {
    const page = await open(report, { at: "/rows" });
    const beside = await page.context().newPage();
    await beside.goto(page.url());
    await beside.waitForSelector(".grid-line");
    await page.keyboard.press("i");
    await beside.waitForSelector(".grid-line.of-interest");
    await beside.bringToFront();
    for (const key of ["j", "g"]) await beside.keyboard.press(key);
    await page.waitForSelector(".grid-line.known-good");
    await page.reload();
    await page.waitForSelector(".grid-line.of-interest");
    expect(await page.$$(".grid-line.known-good")).toHaveLength(1);
  });

  it("saves marked rows as CSV and JSON, with what their exemplars say", async () => {
    const page = await open(report, { at: "/rows" });
    await markSome(page);
    const json = await saved(page, "Save as JSON");
    const objects = JSON.parse(json.text) as Record<string, unknown>[];
    expect(objects.map(({ rank, mark }) => [rank, mark])).toEqual([
      [1, "of-interest"],
      [2, "of-interest"],
      [3, "known-good"],
      [5, "known-good"],
    ]);
    const { exemplar } = report.rows[0]!;
    const own = report.events.columns.map(({ cells }) => report.events.texts[cells[exemplar]!] ?? null);
    expect(Object.values(objects[0]!)).toEqual(expect.arrayContaining(own));
    const csv = await saved(page, "Save as CSV");
    expect(csv.name).toBe("windows-processes-rows.csv");
    expect(csv.text.split("\n")[0]).toMatch(/^rank,mark,ClusterId,ClusterSize,FirstEventTime,LastEventTime,reasons,/);
  });

  it("says what is wrong with a file that holds no marks", async () => {
    const page = await open(report, { at: "/compare" });
    await page.setInputFiles('input[type="file"]', {
      name: "x.yaml",
      mimeType: "application/yaml",
      buffer: Buffer.from("<script>alert(1)</script>"),
    });
    await page.waitForSelector("text=WN1964");
    expect(await page.textContent(".compare-exports [role=status]")).toContain(
      "it does not say `format: winnow-marks/v1`",
    );
  });

  it("marks a selection as a whole", async () => {
    const page = await open(report, { at: "/map" });
    for (const at of [0, 1, 2]) await page.check(`ul[aria-label="Rows in reading order"] li >> nth=${at} >> input`);
    await page.evaluate("location.hash = '#/compare'");
    const selected = Number(await page.textContent(".compare-panel[aria-label=Selected] .badge"));
    expect(selected).toBe(3);
    await page.click("text=Mark as known good");
    expect(await page.textContent(".compare-known-good .badge")).toBe(String(selected));
  });
});

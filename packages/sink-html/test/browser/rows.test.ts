import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { ReportData } from "../../src/data/report-data.ts";
import { EXAMPLES, reportOf, SEED } from "../support/reports.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";

/** Ranks in the order in which the table shows them. */
function ranks(page: Page): Promise<number[]> {
  return page.$$eval(".grid-line", (lines) =>
    lines
      .map((line) => [line.getBoundingClientRect().top, Number(line.querySelector(".cell")!.textContent)] as const)
      .sort(([a], [b]) => a - b)
      .map(([, rank]) => rank),
  );
}

async function shownCount(page: Page): Promise<string> {
  return (await page.textContent(".rows-count"))!;
}

const SUBJECTS = [EXAMPLES.processes, EXAMPLES.logons, ...SEED];

describe.skipIf(noBrowser !== null)(`in a browser${noBrowser === null ? "" : ` (${noBrowser})`}`, () => {
  const open = useBrowser();

  describe.each(SUBJECTS)("$name", (subject) => {
    let report: ReportData;
    beforeAll(async () => {
      if (!subject.missing) report = await reportOf(subject);
    });

    it.skipIf(subject.missing)(
      "opens with what matters: the top rows and their reasons, and where all events went",
      async () => {
        const page = await open(report);
        expect(await page.title()).toBe(`Overview · ${report.profile.name} · Winnow report`);
        const first = await page.textContent(".first-row");
        expect(first).toContain(report.rows[0]!.reasons[1] ?? "");
        expect(await page.$$(".first-row")).toHaveLength(Math.min(10, report.rows.length));
        expect(await page.textContent(".ledger")).toContain(`${report.ledger.read.toLocaleString("en-US")}read`);
        const bars = await page.$$eval(".bar", (found) => found.length);
        expect(bars).toBeGreaterThan(0);
      },
    );

    it.skipIf(subject.missing)("shows rows in reading order and opens one by a click", async () => {
      const page = await open(report, { at: "/rows" });
      const shown = await ranks(page);
      expect(shown.slice(0, 3)).toEqual([1, 2, 3].slice(0, report.rows.length));
      await page.click("#row-1");
      expect(await page.textContent("#detail-title")).toMatch(/^#2 /);
      expect(new URL(page.url()).hash).toBe("#/rows?row=2");
      for (const reason of report.rows[1]!.reasons) expect(await page.textContent(".reasons")).toContain(reason);
    });
  });

  describe("the rows of the examples' processes", () => {
    let report: ReportData;
    beforeAll(async () => {
      report = await reportOf(EXAMPLES.processes);
    });

    it("sort by a column's head, and a third click brings reading order back", async () => {
      const page = await open(report, { at: "/rows" });
      const largest = Math.max(...report.rows.map(({ size }) => size));
      await page.click(".head >> text=Events");
      const [first] = await ranks(page);
      expect(report.rows[first! - 1]!.size).toBe(largest);
      expect(await page.getAttribute('[role="columnheader"]:nth-child(2)', "aria-sort")).toBe("descending");
      await page.click(".head >> text=Events");
      expect(report.rows[(await ranks(page))[0]! - 1]!.size).toBe(1);
      await page.click(".head >> text=Events");
      expect((await ranks(page)).slice(0, 2)).toEqual([1, 2]);
    });

    it("are searched in every event that the page holds, with words, phrases, fields and what must not be", async () => {
      const page = await open(report, { at: "/rows" });
      const rowsWith = (test: (row: number) => boolean): number => report.rows.filter((_, row) => test(row)).length;
      const holds = (row: number, text: string): boolean =>
        [...report.rows[row]!.events].some((event) =>
          [...Object.values(report.events.fields), ...report.events.columns.map(({ cells }) => cells)].some((cells) =>
            (report.events.texts[cells[event]!] ?? "").toLowerCase().includes(text),
          ),
        ) || report.rows[row]!.reasons.some((reason) => reason.toLowerCase().includes(text));
      await page.keyboard.press("/");
      await page.keyboard.type("PowerShell");
      const found = rowsWith((row) => holds(row, "powershell"));
      expect(found).toBeGreaterThan(0);
      expect(found).toBeLessThan(report.rows.length);
      expect(await shownCount(page)).toBe(`${found} of ${report.rows.length} rows`);
      await page.fill("#rows-search", "-powershell");
      expect(await shownCount(page)).toBe(`${report.rows.length - found} of ${report.rows.length} rows`);
      await page.fill("#rows-search", "process.name:powershell.exe");
      const programs = report.events.fields["process.name"]!;
      const named = rowsWith((row) =>
        [...report.rows[row]!.events].some((event) => report.events.texts[programs[event]!] === "powershell.exe"),
      );
      expect(await shownCount(page)).toBe(`${named} of ${report.rows.length} rows`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      expect(await shownCount(page)).toBe(`${report.rows.length} rows`);
    });

    it("are filtered by kind and by the values of fields", async () => {
      const page = await open(report, { at: "/rows" });
      const noise = report.rows.filter(({ clusterId }) => clusterId < 0).length;
      await page.selectOption('select[aria-label="Clusters or noise"]', "noise");
      expect(await shownCount(page)).toBe(`${noise} of ${report.rows.length} rows`);
      const [label, value] = await page.$eval('select[aria-label="Program"] option:nth-child(2)', (option) => [
        option.textContent!,
        (option as HTMLOptionElement).value,
      ]);
      await page.selectOption('select[aria-label="Program"]', value!);
      const name = label!.replace(/ \([\d,]+\)$/, "");
      const both = report.rows.filter(
        ({ clusterId, exemplar }) =>
          clusterId < 0 && report.events.texts[report.events.fields["process.name"]![exemplar]!] === name,
      ).length;
      expect(await shownCount(page)).toBe(`${both} of ${report.rows.length} rows`);
      await page.click("text=Clear");
      expect(await shownCount(page)).toBe(`${report.rows.length} rows`);
    });

    it("are read with the keyboard alone", async () => {
      const page = await open(report, { at: "/rows" });
      await page.keyboard.press("j");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("k");
      await page.waitForSelector("#row-1.active");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#detail-title:has-text('#2')");
      await page.keyboard.press("j");
      await page.waitForSelector("#detail-title:has-text('#3')");
      await page.keyboard.press("i");
      await page.waitForSelector(".detail-marks [aria-pressed=true] >> text=Of interest");
      await page.keyboard.press("Escape");
      await page.waitForSelector(".detail", { state: "detached" });
      await page.keyboard.press("End");
      await page.waitForSelector(`#row-${report.rows.length - 1}.active`);
      await page.keyboard.press("?");
      await page.waitForSelector("dialog[open]:has-text('next row')");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
      await page.keyboard.press("]");
      await page.waitForSelector('.tabs a[aria-current="page"]:not([href="#/rows"])');
      expect(new URL(page.url()).hash).not.toBe("#/rows");
    });

    it("get the mark of a key that comes as soon as they are drawn", async () => {
      const page = await open(report, { at: "/rows" });
      const marked = await page.evaluate(async () => {
        const press = (key: string): void => {
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        };
        /** Until it is drawn, and not a frame longer. */
        const drawn = async (title: string): Promise<void> => {
          for (let i = 0; i < 100; i++) {
            if (document.querySelector("#detail-title")?.textContent!.startsWith(title) === true) return;
            await Promise.resolve();
          }
          throw new Error(`${title} was not drawn`);
        };
        press("Enter");
        await drawn("#1");
        for (const title of ["#2", "#3", "#4"]) {
          press("j");
          await drawn(title);
          press("i");
        }
        return document.querySelector("#detail-title")!.textContent!;
      });
      expect(marked).toMatch(/^#4/);
      for (const row of [4, 3, 2]) {
        await page.waitForSelector(`#detail-title:has-text('#${row}')`);
        await page.waitForSelector(".detail-marks [aria-pressed=true] >> text=Of interest");
        await page.keyboard.press("k");
      }
    });

    it("have the columns that the reader chooses, after another opening too", async () => {
      const page = await open(report, { at: "/rows" });
      const heads = (): Promise<string[]> =>
        page.$$eval(".head .text", (found) => found.map((head) => head.textContent!));
      const before = await heads();
      expect(before).not.toContain("Duration");
      await page.click("summary >> text=Columns");
      await page.click(".menu-body >> text=Duration");
      await page.click(".menu-body label:has-text('Events')");
      expect(await heads()).toContain("Duration");
      expect(await heads()).not.toContain("Events");
      await page.reload();
      await page.waitForSelector(".grid-line");
      expect(await heads()).toContain("Duration");
      await page.click("summary >> text=Columns");
      await page.click("text=As at first");
      expect(await heads()).toEqual(before);
    });

    it("keep their marks over another opening of the same report, and can be filtered by them", async () => {
      const page = await open(report, { at: "/rows?row=4" });
      await page.click("text=Known good");
      await page.goto(`${page.url().split("#")[0]}#/rows`);
      await page.reload();
      await page.selectOption('select[aria-label="Marks"]', "known-good");
      expect(await shownCount(page)).toBe(`1 of ${report.rows.length} rows`);
      expect(await ranks(page)).toEqual([4]);
    });

    it("are all there on paper, in dark letters on white", async () => {
      const page = await open(report, { at: "/rows", theme: "dark" });
      expect((await ranks(page)).length).toBeLessThan(report.rows.length);
      await page.emulateMedia({ media: "print" });
      await page.waitForSelector(`.grid-line:nth-child(${report.rows.length})`);
      expect(await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")).toBe(
        "rgb(255, 255, 255)",
      );
      expect(await page.isVisible(".rows-toolbar")).toBe(false);
      expect(await page.isVisible(".tabs")).toBe(false);
    });

    it("tell of one row its groups, what varies, when, and its event as it was", async () => {
      const row = report.rows.findIndex(({ groups, size }) => groups.length > 1 && size > 5);
      const page = await open(report, { at: `/rows?row=${row + 1}` });
      const { exemplar, size } = report.rows[row]!;
      const text = report.events.texts[report.events.fields["process.command_line"]![exemplar]!]!;
      expect(await page.textContent(".main-text")).toBe(text);
      expect(await page.textContent("summary >> text=/^Events/")).toBe(`Events (${size})`);
      await page.click("summary >> text=groups of equal events");
      await page.waitForSelector("table:has(th:text('templateLogLength'))");
      const counts = await page.$$eval("table:has(th:text('templateLogLength')) tbody td:first-child", (cells) =>
        cells.map((cell) => Number(cell.textContent)),
      );
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(size);
      await page.click("summary >> text=The event as its source wrote it");
      await page.waitForSelector(".own-columns");
      const names = await page.$$eval(".own-columns dt", (found) => found.map((name) => name.textContent));
      expect(names).toEqual(report.events.columns.map(({ name }) => name));
    });
  });
});

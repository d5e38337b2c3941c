import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { ReportData } from "../../src/data/report-data.ts";
import { EXAMPLES, reportOf, SEED } from "../support/reports.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";

/** What part of the time each timeline shows, as its own chart says. */
function inView(page: Page): Promise<string[]> {
  return page.$$eval(".timeline[data-in-view]", (found) =>
    found.map((section) => section.getAttribute("data-in-view")!),
  );
}

async function zoomByWheel(page: Page, timeline: string): Promise<void> {
  const box = (await (await page.$(`[aria-labelledby="timeline-${timeline}"] canvas`))!.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2);
  await page.keyboard.down("Control");
  for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
}

/** The pixels of a timeline, of all the canvases that it is drawn on. */
function picture(page: Page, timeline: string): Promise<string> {
  return page.$$eval(`[aria-labelledby="timeline-${timeline}"] canvas`, (canvases) =>
    canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()).join("\n"),
  );
}

/** The cells of an opened "As a table" below a heading. */
async function tableBelow(page: Page, labelledBy: string): Promise<string[][]> {
  const section = `[aria-labelledby="${labelledBy}"]`;
  await page.click(`${section} summary >> text=As a table`);
  await page.waitForSelector(`${section} .chart-table tbody tr`);
  return page.$$eval(`${section} .chart-table tbody tr`, (lines) =>
    lines.map((line) => [...line.children].map((cell) => cell.textContent!)),
  );
}

/** Why a test does not run, in its name. */
function reason(missing: boolean): string {
  return missing ? " (skipped: the seed's files are not here)" : "";
}

describe.skipIf(noBrowser !== null)(`in a browser${noBrowser === null ? "" : ` (${noBrowser})`}`, () => {
  const open = useBrowser();
  let processes: ReportData;
  let logons: ReportData;
  beforeAll(async () => {
    [processes, logons] = [await reportOf(EXAMPLES.processes), await reportOf(EXAMPLES.logons)];
  });

  describe("the timelines", () => {
    const whole = "0.000 to 100.000";

    it("follow each other: zoomed on one, all show the same part of the time", async () => {
      const page = await open(processes, { at: "/timelines", height: 1500 });
      await expect.poll(() => inView(page)).toEqual([whole, whole, whole]);
      const before = [await picture(page, "rows"), await picture(page, "sessions")];
      await zoomByWheel(page, "events");
      await expect.poll(async () => (await inView(page))[1]).not.toBe(whole);
      await expect.poll(async () => new Set(await inView(page)).size).toBe(1);
      expect(await picture(page, "rows")).not.toBe(before[0]);
      expect(await picture(page, "sessions")).not.toBe(before[1]);
      const [zoomed] = await inView(page);
      await page.keyboard.press("ArrowLeft");
      await expect.poll(async () => (await inView(page))[0]).not.toBe(zoomed);
      expect(new Set(await inView(page)).size).toBe(1);
      await page.keyboard.press("0");
      await expect.poll(() => inView(page)).toEqual([whole, whole, whole]);
      expect(await picture(page, "rows")).toBe(before[0]);
    });

    it("are drawn for white paper where they are printed, whatever the theme", async () => {
      const light = await open(processes, { at: "/timelines", height: 1500 });
      await expect.poll(() => inView(light)).toHaveLength(3);
      const page = await open(processes, { at: "/timelines", height: 1500, theme: "dark" });
      await expect.poll(() => inView(page)).toHaveLength(3);
      const dark = await picture(page, "rows");
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      // Printers take what is there at once.
      expect(await picture(page, "rows")).toBe(await picture(light, "rows"));
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      await expect.poll(() => picture(page, "rows")).toBe(dark);
    });

    it("move together by dragging", async () => {
      const page = await open(processes, { at: "/timelines", height: 1500 });
      await page.click('[aria-label="Zoom in"]');
      await expect.poll(() => inView(page)).toEqual(["25.000 to 75.000", "25.000 to 75.000", "25.000 to 75.000"]);
      const box = (await (await page.$('[aria-labelledby="timeline-rows"] canvas'))!.boundingBox())!;
      await page.mouse.move(box.x + 600, box.y + 100);
      await page.mouse.down();
      await page.mouse.move(box.x + 500, box.y + 100, { steps: 5 });
      await page.mouse.up();
      await expect.poll(async () => Number((await inView(page))[0]!.split(" ")[0])).toBeGreaterThan(27);
      expect(new Set(await inView(page)).size).toBe(1);
    });

    it("say which rows are in the time in view, and open them by keyboard", async () => {
      const page = await open(processes, { at: "/timelines", height: 1500 });
      await page.waitForSelector(`#timeline-rows-in-view >> text=All ${processes.rows.length} rows`);
      for (let i = 0; i < 9; i++) await page.keyboard.press("+");
      await page.waitForSelector(`#timeline-rows-in-view >> text=/ of ${processes.rows.length} rows/`);
      const shown = Number((await page.textContent("#timeline-rows-in-view"))!.split(" ")[0]);
      const [start, end] = (await inView(page))[0]!.split(" to ").map(Number) as [number, number];
      const { first, last } = processes.range!;
      const room = Number(last - first) * 0.02;
      const at = (share: number): number => Number(first) - room + ((Number(last - first) + 2 * room) * share) / 100;
      expect(shown).toBe(
        processes.rows.filter((row) => Number(row.lastTime) >= at(start) && Number(row.firstTime) <= at(end)).length,
      );
      await page.focus('[aria-labelledby="timeline-rows-in-view"] .row-name');
      await page.keyboard.press("Enter");
      await page.waitForSelector("#detail-title");
    });

    it("are grouped on demand, the same lanes in rows and events", async () => {
      const page = await open(processes, { at: "/timelines", height: 1500 });
      const plain = await picture(page, "events");
      await page.selectOption(".timelines-toolbar select", "account");
      await expect.poll(() => picture(page, "events")).not.toBe(plain);
      const table = await tableBelow(page, "timeline-rows");
      const accounts = processes.events.fields["user.account"]!;
      const pairs = new Set(
        Array.from(accounts, (cell, event) => `${processes.events.rows[event]! + 1} ${processes.events.texts[cell]!}`),
      );
      expect(table.map(([row, , account]) => `${row} ${account}`).every((pair) => pairs.has(pair))).toBe(true);
      expect(table).toHaveLength(Math.min(200, pairs.size));
    });

    it("show where the marks are", async () => {
      const drawn = async (report: ReportData): Promise<string[]> => {
        const page = await open(report, { at: "/timelines", height: 1500 });
        await expect.poll(() => inView(page)).toHaveLength(3);
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        return Promise.all(["rows", "events", "sessions"].map((timeline) => picture(page, timeline)));
      };
      const plain = await drawn({ ...processes, marks: [] });
      expect(await drawn({ ...processes, marks: [] })).toEqual(plain);
      const marked = await drawn(processes);
      for (const [i, timeline] of marked.entries()) expect(timeline).not.toBe(plain[i]);
      const far = { time: processes.range!.last + 10n ** 13n, label: "years later \u202e" };
      const late = await open({ ...processes, marks: [far] }, { at: "/timelines" });
      expect(await late.textContent(".timelines-note")).toContain("years later \\u202e");
    });

    it("show the time around a mark by a click on its name, and by key", async () => {
      const page = await open(processes, { at: "/timelines", height: 1500 });
      const seconds = async (): Promise<[number, number]> => {
        const text = (await page.textContent(".timelines-in-view"))!;
        const [from, to] = /^(.{19}) to (.*) UTC/.exec(text)!.slice(1) as [string, string];
        const last = to.length === 8 ? `${from.slice(0, 10)} ${to}` : to;
        return [Date.parse(`${from.replace(" ", "T")}Z`), Date.parse(`${last.replace(" ", "T")}Z`)];
      };
      const mark = Number(processes.marks[0]!.time / 1000n);
      for (const go of [() => page.click(".timelines-mark"), () => page.keyboard.press("m")]) {
        await page.keyboard.press("0");
        await go();
        await expect.poll(async () => (await inView(page))[0]).not.toBe(whole);
        const [from, to] = await seconds();
        expect(Math.abs((from + to) / 2 - mark)).toBeLessThan(2000);
      }
    });

    it("lead from a mark to its row by a click", async () => {
      const row = processes.rows.find(({ clusterId }) => clusterId < 0)!;
      const alone = {
        ...processes,
        marks: [],
        rows: [row],
        range: { first: row.firstTime!, last: row.firstTime! + 1n },
      };
      const held = { ...processes.events, rows: processes.events.rows.map(() => 0), complete: false };
      const page = await open({ ...alone, events: held, activity: null }, { at: "/timelines", height: 1500 });
      const box = (await (await page.$('[aria-labelledby="timeline-rows"] canvas'))!.boundingBox())!;
      const left = 185 + 12;
      await expect.poll(() => inView(page)).toHaveLength(3);
      await page.mouse.click(box.x + left + (box.width - left - 20) / 2, box.y + 20 + (box.height - 44) / 2);
      await page.waitForSelector("#detail-title");
    });

    it("of logons say that they are the logons themselves", async () => {
      const page = await open(logons, { at: "/timelines" });
      expect(await page.textContent(".timelines-note")).toContain("These events are logons");
      expect(await inView(page)).toHaveLength(2);
    });

    it("of a run that the page holds in part count all of its events in steps, and say so", async () => {
      const part = await reportOf(EXAMPLES.processes, { limits: { all: 10, perRow: 2, most: 400, groups: 60_000 } });
      const page = await open(part, { at: "/timelines", height: 1500 });
      expect(await page.textContent("#timeline-events")).toBe("All 3,285 events");
      expect(await page.textContent('[aria-labelledby="timeline-events"] .timeline-said')).toMatch(
        /^Counted in steps of /,
      );
      await page.selectOption(".timelines-toolbar select", "program");
      expect(await page.textContent('[aria-labelledby="timeline-rows"] .timeline-said')).toContain(
        "By the program that the run kept of every event.",
      );
    });
  });

  describe("the variability", () => {
    it("shows the seed's two figures at first, and their numbers as tables", async () => {
      const page = await open(processes, { at: "/variability" });
      const titles = await page.$$eval(".variability-figure h2", (found) => found.map((title) => title.textContent));
      expect(titles).toEqual(["commandlineTokensFull by program", "pathScore by program"]);
      const table = await tableBelow(page, "variability-pathScore");
      const programs = processes.events.fields["process.name"]!;
      const counts = new Map<string, number>();
      for (const cell of programs) {
        const name = processes.events.texts[cell]!;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      for (const [program] of table) {
        const events = table
          .filter(([name]) => name === program)
          .reduce((sum, line) => sum + Number(line[2]!.replaceAll(",", "")), 0);
        expect(events).toBe(counts.get(program!));
      }
    });

    it("is of any other feature, and of the programs that the reader names", async () => {
      const page = await open(processes, { at: "/variability" });
      await page.selectOption(".variability-toolbar select >> nth=0", "slotCount");
      await page.selectOption(".variability-toolbar select >> nth=1", "");
      expect(await page.$$eval(".variability-figure h2", (found) => found.map((title) => title.textContent))).toEqual([
        "slotCount by program",
      ]);
      await page.fill('[aria-label="Programs with"]', "SVC");
      const table = await tableBelow(page, "variability-slotCount");
      expect(table.length).toBeGreaterThan(0);
      expect(table.every(([program]) => program!.toLowerCase().includes("svc"))).toBe(true);
    });

    it("leads to the rows that lie furthest out", async () => {
      const page = await open(processes, { at: "/variability" });
      const rank = await page.textContent(".variability-figure .row-name-rank");
      await page.click(".variability-figure .row-name");
      expect(await page.textContent("#detail-title")).toMatch(new RegExp(`^#${rank} `));
    });
  });

  describe("the tree of processes", () => {
    const names = (page: Page): Promise<string[]> =>
      page.$$eval(".tree-line", (lines) =>
        lines
          .map(
            (line) =>
              [line.getBoundingClientRect().top, line.querySelector(".tree-name, strong")!.textContent!] as const,
          )
          .sort(([a], [b]) => a - b)
          .map(([, name]) => name),
      );
    const active = (page: Page): Promise<string> => page.textContent(".tree-line.active .tree-name") as Promise<string>;

    it("folds and unfolds by mouse", async () => {
      const page = await open(processes, { at: "/processes" });
      const before = await names(page);
      await page.click(".tree-line >> nth=0 >> .twisty");
      const after = await names(page);
      expect(after[0]).toBe(before[0]);
      expect(after[1]).not.toBe(before[1]);
      expect(
        await page.getAttribute(`#${await page.getAttribute(".tree", "aria-activedescendant")}`, "aria-expanded"),
      ).toBe("false");
      await page.click(".tree-line >> nth=0 >> .twisty");
      expect(await names(page)).toEqual(before);
      await page.getByRole("button", { name: "Fold all", exact: true }).click();
      const tops = await page.$$eval(".tree-line", (lines) => lines.map((line) => line.getAttribute("aria-level")));
      expect(new Set(tops)).toEqual(new Set(["1"]));
      await page.getByRole("button", { name: "Unfold all" }).click();
      expect(await names(page)).toEqual(before);
    });

    it("is walked by keyboard, as trees are", async () => {
      const page = await open(processes, { at: "/processes" });
      const before = await names(page);
      await page.focus(".tree");
      await page.keyboard.press("ArrowDown");
      expect(await active(page)).toBe(before[1]);
      await page.keyboard.press("ArrowLeft");
      expect(await page.getAttribute(".tree-line.active", "aria-expanded")).toBe("false");
      await page.keyboard.press("ArrowLeft");
      expect(await active(page)).toBe(before[0]);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowRight");
      expect(await names(page)).toEqual(before);
      await page.keyboard.press("ArrowRight");
      expect(await active(page)).toBe(before[2]);
      await page.keyboard.press("End");
      expect(await page.getAttribute(".tree-line.active", "id")).not.toBeNull();
      await page.keyboard.press("Home");
      expect(await active(page)).toBe(before[0]);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#detail-title");
    });

    it("begins with what leads to shown events where it is large, and shows all on demand", async () => {
      const page = await open(processes, { at: "/processes" });
      const lines = async (): Promise<number> =>
        Number((await page.textContent(".processes-toolbar .muted"))!.replaceAll(/\D/g, ""));
      const parts = await lines();
      expect(parts).toBeLessThan(1000);
      await page.click("text=only what leads to shown events");
      expect(await lines()).toBeGreaterThan(processes.ledger.clustered);
    });

    it("is searched, and finds the row that another view asks for", async () => {
      const page = await open(processes, { at: "/processes?row=1" });
      expect(await active(page)).toBe(
        processes.events.texts[processes.events.fields["process.name"]![processes.rows[0]!.exemplar]!],
      );
      await page.keyboard.press("/");
      await page.keyboard.type("whoami");
      await page.waitForSelector(".processes-toolbar .muted >> text=/match/");
      const shown = await names(page);
      expect(shown.some((name) => /whoami/i.test(name))).toBe(true);
      expect(shown.length).toBeLessThan(40);
      await page.keyboard.press("Escape");
      await page.waitForSelector(".processes-toolbar .muted >> text=/match/", { state: "detached" });
    });

    it("bears the ranks of rows, which open them", async () => {
      const page = await open(processes, { at: "/processes?row=2" });
      await page.click(".tree-line.active .rank-shown");
      expect(await page.textContent("#detail-title")).toMatch(/^#2 /);
      await page.click("text=What started it, and what it started");
      await page.waitForSelector(".tree-line.active .rank-shown >> text=#2");
    });

    it("is saved as JSON and as GraphML", async () => {
      const page = await open(processes, { at: "/processes" });
      const save = async (button: string): Promise<string> => {
        const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
        return readFileSync(await download.path(), "utf8");
      };
      const part = JSON.parse(await save("text=Save as JSON")) as { attributes: object; nodes: unknown[] };
      expect(part.attributes).toEqual({ format: "winnow/process-graph/v1" });
      expect(part.nodes.length).toBeLessThan(1000);
      await page.click("text=only what leads to shown events");
      const all = JSON.parse(await save("text=Save as JSON")) as {
        nodes: { attributes: { kind: string; events: number[] } }[];
      };
      const starts = all.nodes
        .filter(({ attributes }) => attributes.kind === "process")
        .flatMap(({ attributes }) => attributes.events);
      expect(starts).toHaveLength(processes.ledger.clustered);
      expect(await save("text=Save as GraphML")).toMatch(/^<\?xml [\s\S]*<\/graphml>\n$/);
    });
  });

  describe("the logons", () => {
    const detail = (page: Page, card: number): Promise<Record<string, string>> =>
      page.$$eval(
        ".logon",
        (cards, at) => {
          const terms = [...cards[at]!.querySelectorAll("dt")];
          return Object.fromEntries(terms.map((term) => [term.textContent!, term.nextElementSibling!.textContent!]));
        },
        card,
      );

    it("are told in words, a card for each row", async () => {
      const page = await open(logons, { at: "/logons" });
      const text = (field: string, row: number): string =>
        logons.events.texts[logons.events.fields[field]![logons.rows[row]!.exemplar]!] ?? "–";
      for (const row of [0, 1, 2]) {
        const words = await detail(page, row);
        expect(words["Account"]).toBe(text("user.name", row));
        expect(words["Logon type"]).toMatch(new RegExp(`^${text("winlog.logon.type", row)} \\([A-Z]\\w+\\)$`));
        expect(words["Authentication"]).toBe(text("winlog.logon.package", row));
      }
      await page.selectOption(".logons-bar select", "event");
      expect(await page.textContent(".logons-bar .muted")).toBe(
        `${logons.ledger.clustered.toLocaleString("en-US")} events`,
      );
    });

    it("are counted by type and account, sorted by any column, and saved", async () => {
      const page = await open(logons, { at: "/logons" });
      const column = (at: number): Promise<number[]> =>
        page.$$eval(
          `.logons-table tbody tr`,
          (lines, n) => lines.map((line) => Number(line.children[n]!.textContent!.replaceAll(",", ""))),
          at,
        );
      const width = await page.$$eval(".logons-table thead th", (heads) => heads.length);
      const totals = await column(width - 1);
      expect(totals).toEqual(totals.toSorted((a, b) => b - a));
      expect(totals.reduce((sum, total) => sum + total, 0)).toBe(logons.ledger.clustered);
      await page.click(".logons-table thead th >> nth=1 >> button");
      const first = await column(1);
      expect(first).toEqual(first.toSorted((a, b) => b - a));
      expect(await page.getAttribute(".logons-table thead th >> nth=1", "aria-sort")).toBe("descending");
      await page.click(".logons-table thead th >> nth=1 >> button");
      expect(await column(1)).toEqual(first.toReversed());
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as CSV")]);
      const lines = readFileSync(await download.path(), "utf8")
        .trimEnd()
        .split("\n");
      expect(lines).toHaveLength(totals.length + 2);
      expect(lines.at(-1)!.split(",").at(-1)).toBe(String(logons.ledger.clustered));
    });

    it("are not offered for processes, nor trees for logons", async () => {
      const tabs = async (report: ReportData): Promise<string> => (await (await open(report)).textContent(".tabs"))!;
      expect(await tabs(processes)).not.toContain("Logons");
      expect(await tabs(logons)).not.toContain("Processes");
    });

    const [, seed] = SEED;

    it.skipIf(seed!.missing)(
      `of the seed have every detail that its notebook prints${reason(seed!.missing)}`,
      async () => {
        const page = await open(await reportOf(seed!), { at: "/logons" });
        const cards = [await detail(page, 0), await detail(page, 1), await detail(page, 2)];
        const batch = cards.find((words) => words["Account"] === "MSTICAdmin")!;
        expect(batch).toMatchObject({
          Domain: "MSTICAlertsWin1",
          Time: "2019-01-15 04:28:33.090 UTC",
          "Logon type": "4 (Batch)",
          "User id": "S-1-5-21-996632719-2361334927-4038480536-500 (Administrator, built-in account)",
          Session: "0xf0c9d6",
          Subject: "WORKGROUP\\MSTICAlertsWin1$ (Local System)",
          "Logon process": "Advapi",
          Authentication: "Negotiate",
          "Source host": "MSTICAlertsWin1",
          Status: "success",
        });
        expect(cards.find((words) => words["Account"] === "SYSTEM")).toMatchObject({
          "Logon type": "5 (Service)",
          "User id": "S-1-5-18 (Local System)",
          Session: "0x3e7 (session of SYSTEM)",
        });
        expect(cards.find((words) => words["Account"] === "adm1nistrator")).toMatchObject({
          "Logon type": "3 (Network)",
          "Source address": "fe80::38dc:e4a9:61bd:b458 (link-local: the same network segment)",
          Authentication: "NTLM",
        });
      },
    );
  });
});

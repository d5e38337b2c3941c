import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectReport } from "../../src/collect/collect.ts";
import { DEFAULT_LIMITS } from "../../src/collect/limits.ts";
import type { ReportData } from "../../src/data/report-data.ts";
import { HOSTILE } from "../support/hostile.ts";
import { finish } from "../support/reports.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";

const COLUMNS = [
  "TimeGenerated",
  "Computer",
  "Account",
  "SubjectUserName",
  "SubjectLogonId",
  "NewProcessId",
  "ProcessId",
  "NewProcessName",
  "CommandLine",
];
/** Names of columns, which come from a log as well. */
const OWN = [
  "__proto__",
  "constructor",
  "<img src=x onerror=window.__hit=1>",
  "</script><script>window.__hit=1</script>",
  "=1+1",
  "\u202enmuloc",
  "0",
];

/** Every text is a command line, a program, an account, a host and a value of the source's own columns, in turn. */
function csv(): string {
  const lines = HOSTILE.map((text, i) => {
    const other = HOSTILE[(i * 7 + 3) % HOSTILE.length]!;
    const time = new Date(Date.UTC(2026, 0, 5, 8, i % 60, Math.floor(i / 60))).toISOString();
    const session = i % 9 === 0 ? other : "0x3e7";
    const ids = [i % 6 === 0 ? other : `0x${(256 + i).toString(16)}`, i % 7 === 0 ? text : String(256 + (i >> 2))];
    const usual = [time, `host-${i % 3}`, "EXAMPLE\\alice", i % 5 === 0 ? other : "alice", session, ...ids];
    const program = i % 4 === 0 ? `C:\\Temp\\${other}` : "C:\\Windows\\System32\\cmd.exe";
    return [...usual, program, text, ...OWN.map((_, column) => HOSTILE[(i + column) % HOSTILE.length]!)];
  });
  return [[...COLUMNS, ...OWN], ...lines].map((line) => line.map(cell).join(",")).join("\n");
}

function cell(text: string): string {
  return `"${text.toWellFormed().replaceAll('"', '""').replaceAll("\0", "\u0001")}"`;
}

const PROFILE = {
  profile: "winnow/v1",
  name: "hostile",
  description: "<img src=x onerror=window.__hit=1>",
  features: [{ use: "windows-process", with: { pick: ["commandlineLen", "commandlineTokensFull"] } }],
  scale: "standard",
  cluster: { use: "dbscan", with: { eps: 0.01, minPoints: 2 } },
  guard: ["process.name", "user.name"],
};

describe.skipIf(noBrowser !== null)("texts that attackers write", () => {
  const open = useBrowser();
  const folder = mkdtempSync(join(tmpdir(), "winnow-hostile-"));
  let report: ReportData;

  beforeAll(async () => {
    const input = join(folder, "events.csv");
    writeFileSync(input, csv());
    await using result = await finish({ data: PROFILE }, input, [
      { time: BigInt(Date.UTC(2026, 0, 5, 8, 30)) * 1000n, label: "<svg onload=window.__hit=1>\u202e" },
    ]);
    const collected = await collectReport(result, DEFAULT_LIMITS, new AbortController().signal);
    // Profiles may not bear such names; a page must not depend on it.
    const name = "</title><script>window.__hit=1</script>\u202e";
    report = { ...collected, profile: { ...collected.profile, name } };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Whatever a text has done besides being read. */
  const doings = async (page: Page): Promise<unknown[]> => {
    const ran = [await page.evaluate("window.__hit"), await page.evaluate("({}).__hit")];
    // All scripts, styles, frames and links of the document are its own.
    const scripts = await page.$$eval("script", (found) => found.length);
    const foreign = await page.$$(
      "iframe, object, embed, form, base, video, audio, template, math, [onerror], [onload]",
    );
    const links = await page.$$eval("a[href]", (found) => found.map((link) => link.getAttribute("href")!));
    // No character that changes how its neighbours are shown has come through.
    const shown = await page.evaluate<string>("document.body.innerText");
    return [
      ...ran.filter((hit) => hit !== undefined),
      ...(scripts === 2 ? [] : [`${scripts} scripts`]),
      ...foreign,
      ...links.filter((link) => !link.startsWith("#")),
      ...(shown.match(REORDERING) ?? []),
    ];
  };

  it("are two hundred, each different", () => {
    expect(HOSTILE).toHaveLength(200);
    expect(new Set(HOSTILE).size).toBe(200);
    expect(report.events.size).toBe(200);
  });

  it("are inert on the overview, in the title and in the list of rows", async () => {
    const page = await open(report);
    expect(await doings(page)).toEqual([]);
    expect(await page.title()).toContain("</title><script>window.__hit=1</script>\\u202e");
    await page.goto(`${page.url().split("#")[0]}#/rows`);
    await page.waitForSelector(".grid-line");
    expect(await doings(page)).toEqual([]);
  });

  it("are shown as they are in every opened row, invisible characters written out", async () => {
    const page = await open(report, { at: "/rows?row=1" });
    for (let row = 0; row < report.rows.length; row++) {
      await page.evaluate(`location.hash = "#/rows?row=${row + 1}"`);
      await page.waitForSelector(`#detail-title > .muted:text-is("#${row + 1}")`);
      const folded = await page.$$("details.section:not([open]) > summary");
      for (const summary of folded) await summary.click();
      const texts = await page.$$eval(".main-text", ([text]) => text!.textContent!);
      const command = report.events.fields["process.command_line"]![report.rows[row]!.exemplar]!;
      expect(texts).toBe(command < 0 ? "(no text)" : escaped(report.events.texts[command]!));
      if (row % 20 === 0) expect(await doings(page)).toEqual([]);
    }
    expect(await doings(page)).toEqual([]);
  });

  it("are inert as searches, filters and names of columns", async () => {
    const page = await open(report, { at: "/rows" });
    for (const text of HOSTILE.filter((_, i) => i % 8 === 0))
      await page.fill("#rows-search", text.slice(0, 200).replaceAll(/[\r\n]/g, " "));
    await page.fill("#rows-search", "");
    await page.click("summary >> text=Columns");
    for (const box of await page.$$(".menu-body input")) if (!(await box.isChecked())) await box.click();
    const heads = await page.$$eval(".head .text", (found) => found.map((head) => head.textContent));
    for (const name of OWN.slice(0, 4)) expect(heads).toContain(name);
    expect(await doings(page)).toEqual([]);
  });

  it("are inert on the map, in its names, tooltips, lists and table", async () => {
    const page = await open(report, { at: "/map" });
    const { x, y, width, height } = (await page.locator(".map-canvas canvas").first().boundingBox())!;
    for (let at = 0.05; at < 1; at += 0.04) await page.mouse.move(x + width * at, y + height * (1 - at), { steps: 3 });
    await page.keyboard.press("b");
    await page.mouse.move(x + 3, y + 3);
    await page.mouse.down();
    await page.mouse.move(x + width - 3, y + height - 3, { steps: 4 });
    await page.mouse.up();
    expect(await page.$$('ul[aria-label="Selected rows"] > li')).toHaveLength(Math.min(200, report.rows.length));
    await page.click("summary:has-text('As a table')");
    await page.waitForSelector(".chart-table td");
    expect(await doings(page)).toEqual([]);
  });

  it("are inert while clusters are formed anew, in what was gained and lost, and in the profile", async () => {
    const page = await open(report, { at: "/tune" });
    await page.waitForSelector(".tune-changes");
    const eps = '.tune-number:has(label:text-is("eps")) input[type=number]';
    await page.fill(eps, "3");
    await page.waitForSelector(".tune-lost");
    expect(await doings(page)).toEqual([]);
    await page.check('fieldset label:has-text("process.name") input');
    await page.fill(eps, "0");
    await page.waitForSelector(".tune-gained");
    for (const summary of await page.$$(".tune-answer summary")) await summary.click();
    expect(await doings(page)).toEqual([]);
  });

  it("are inert when compared, and in what is taken along", async () => {
    const page = await open(report, { at: "/rows" });
    await page.waitForSelector(".grid-line");
    for (let row = 0; row < 9; row++)
      for (const key of [row % 2 === 0 ? "i" : "g", "j"]) await page.keyboard.press(key);
    await page.evaluate(`location.hash = "#/compare"`);
    await page.waitForSelector(".compare-table");
    expect(await doings(page)).toEqual([]);
    await page.selectOption(".compare-exports select", "all");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as CSV")]);
    expect(download.suggestedFilename()).toMatch(/^[A-Za-z0-9._-]+-rows\.csv$/);
    const cells = readCells(readFileSync(await download.path(), "utf8"));
    expect(cells.length).toBeGreaterThan(report.rows.length);
    // What a spreadsheet would run begins so, after white space too; numbers may have a sign.
    const formulas = cells.filter((text) => /^[\s\0\ufeff]*[=+\-@]/.test(text) && !/^-?[\d.]+(?:e-?\d+)?$/.test(text));
    expect(formulas).toEqual([]);
  });

  it("are inert in timelines, as names of lanes, marks and sessions, in tooltips and tables", async () => {
    const page = await open(report, { at: "/timelines", height: 1400 });
    for (const by of ["program", "account", "host"]) {
      await page.selectOption(".timelines-toolbar select", by);
      for (const section of await page.$$(".timeline-chart")) {
        const { x, y, width, height } = (await section.boundingBox())!;
        for (let at = 0.1; at < 1; at += 0.11) await page.mouse.move(x + width * at, y + height * at * 0.8);
      }
    }
    for (const summary of await page.$$("summary:has-text('As a table')")) await summary.click();
    await page.waitForSelector(".chart-table td");
    expect(await doings(page)).toEqual([]);
  });

  it("are inert as programs whose numbers vary, in their names, tooltips and tables", async () => {
    const page = await open(report, { at: "/variability", height: 1400 });
    const { x, y, width, height } = (await page.locator(".variability-chart").first().boundingBox())!;
    for (let at = 0.1; at < 1; at += 0.04) await page.mouse.move(x + width * at, y + height * at, { steps: 3 });
    for (const summary of await page.$$("summary:has-text('As a table')")) await summary.click();
    await page.waitForSelector(".chart-table td");
    await page.fill('[aria-label="Programs with"]', HOSTILE[7]!.replaceAll(/[\r\n]/g, " "));
    expect(await doings(page)).toEqual([]);
  });

  it("are inert in the tree of processes, in what is told of each, and in what is saved of it", async () => {
    const page = await open(report, { at: "/processes" });
    for (let step = 0; step < 120; step++) {
      await page.focus(".tree");
      await page.keyboard.press("ArrowDown");
      if (step % 15 === 0) expect(await doings(page)).toEqual([]);
    }
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as GraphML")]);
    expect(download.suggestedFilename()).toMatch(/^[A-Za-z0-9._-]+-processes\.graphml$/);
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(readFileSync(await download.path(), "utf8")).not.toMatch(/<script|[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
  });

  it("are inert as what logons say of themselves", async () => {
    const input = join(folder, "logons.csv");
    writeFileSync(input, logonsCsv());
    await using result = await finish({ data: LOGONS }, input);
    const logons = await collectReport(result, DEFAULT_LIMITS, new AbortController().signal);
    const page = await open(logons, { at: "/logons" });
    await page.selectOption(".logons-bar select", "event");
    while ((await page.$(".logons-cards > button")) !== null) await page.click(".logons-cards > button");
    expect(await page.$$(".logon")).toHaveLength(200);
    expect(await doings(page)).toEqual([]);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as CSV")]);
    const cells = readCells(readFileSync(await download.path(), "utf8"));
    expect(cells.filter((text) => /^[\s\0\ufeff]*[=+\-@]/.test(text))).toEqual([]);
  });
});

const LOGON_TEXTS = [
  "TargetUserName",
  "TargetDomainName",
  "TargetUserSid",
  "TargetLogonId",
  "LogonType",
  "LogonProcessName",
  "AuthenticationPackageName",
  "SubjectUserName",
  "SubjectDomainName",
  "WorkstationName",
  "IpAddress",
  "Status",
];

/** Every text is everything that a logon says, in turn. */
function logonsCsv(): string {
  const lines = HOSTILE.map((_, i) => {
    const time = new Date(Date.UTC(2026, 0, 5, 8, i % 60, Math.floor(i / 60))).toISOString();
    return [
      time,
      i % 3 === 0 ? "4625" : "4624",
      ...LOGON_TEXTS.map((_name, at) => HOSTILE[(i + at * 17) % HOSTILE.length]!),
    ];
  });
  return [["TimeGenerated", "EventID", ...LOGON_TEXTS], ...lines].map((line) => line.map(cell).join(",")).join("\n");
}

const LOGONS = {
  ...PROFILE,
  name: "hostile-logons",
  features: [{ use: "windows-logon", with: { pick: ["AccountNum", "LogonFailed"] } }],
  guard: ["user.name"],
};

/** The cells of a CSV text, quotes undone. */
function readCells(text: string): string[] {
  return Array.from(text.matchAll(/(?:^|,|\n)("(?:[^"]|"")*"|[^",\n]*)/g), ([, found]) =>
    found!.startsWith('"') ? found!.slice(1, -1).replaceAll('""', '"') : found!,
  );
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const REORDERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Written out here again: what is shown must not be judged by the code that shows it. */
function escaped(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const digits = character.codePointAt(0)!.toString(16);
    if (digits.length <= 2) return `\\x${digits.padStart(2, "0")}`;
    return digits.length <= 4 ? `\\u${digits.padStart(4, "0")}` : `\\u{${digits}}`;
  });
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectReport } from "../../src/collect/collect.ts";
import { DEFAULT_LIMITS } from "../../src/collect/limits.ts";
import type { ReportData } from "../../src/data/report-data.ts";
import { EXAMPLES, finish } from "../support/reports.ts";
import { noBrowser } from "./chromium.ts";
import { useBrowser } from "./open-report.ts";
import { VIEWS } from "./views.ts";

/** Names that every object of JavaScript has. */
const NAMES = ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf"];
const COLUMNS = [
  "TimeGenerated",
  "Computer",
  "SubjectUserName",
  "SubjectLogonId",
  "NewProcessId",
  "ProcessId",
  "NewProcessName",
  "CommandLine",
  "ParentProcessName",
  "EventID",
];

/** Programs, users, hosts, sessions and columns with these names, some frequent and some rare. */
function processes(): string {
  const lines = Array.from({ length: 300 }, (_, i) => {
    const name = (step: number): string => NAMES[Math.floor(i / step) % NAMES.length]!;
    const time = new Date(Date.UTC(2026, 0, 5, 8, 0, i * 7)).toISOString();
    const session = i % 11 === 0 ? name(1) : "0x3e7";
    const ids = [i % 13 === 0 ? name(1) : `0x${(256 + i).toString(16)}`, `0x${(200 + (i % 90)).toString(16)}`];
    const program =
      i % 10 === 9 ? "C:\\Windows\\System32\\cmd.exe" : `C:\\Temp\\${i % 2 === 0 ? "__proto__" : name(3)}`;
    const line = [
      time,
      name(40),
      name(25),
      session,
      ...ids,
      program,
      `${program} --${name(2)} ${i % 17}`,
      name(9),
      "4688",
    ];
    return [...line, ...NAMES.map((own) => `${own}${i % 3}`)];
  });
  return [[...COLUMNS, ...NAMES], ...lines].map((line) => line.join(",")).join("\n");
}

const LOGON_COLUMNS = [
  "TimeGenerated",
  "EventID",
  "Computer",
  "TargetUserName",
  "TargetDomainName",
  "LogonType",
  "IpAddress",
  "WorkstationName",
  "LogonProcessName",
  "SubjectUserName",
  "ProcessName",
  "Status",
  "AuthenticationPackageName",
];

function logons(): string {
  const lines = Array.from({ length: 300 }, (_, i) => {
    const name = NAMES[i % NAMES.length]!;
    const time = new Date(Date.UTC(2026, 0, 5, 8, i)).toISOString();
    const [event, status] = i % 4 === 0 ? ["4625", name] : ["4624", "0x0"];
    return [
      time,
      event,
      name,
      NAMES[(i >> 2) % 5],
      name,
      i % 7 === 0 ? name : "3",
      name,
      name,
      name,
      name,
      name,
      status,
      name,
    ];
  });
  return [[...LOGON_COLUMNS, ...NAMES], ...lines.map((line) => [...line, ...NAMES])]
    .map((line) => line.join(","))
    .join("\n");
}

describe.skipIf(noBrowser !== null)("a report on names that every object has", () => {
  const open = useBrowser();
  const folder = mkdtempSync(join(tmpdir(), "winnow-names-"));
  const reports = new Map<string, ReportData>();

  const collected = async (profile: string, name: string, events: string): Promise<ReportData> => {
    const input = join(folder, `${name}.csv`);
    writeFileSync(input, events);
    await using result = await finish({ path: profile }, input, [], ["keep=[host.name, user.name]"]);
    return await collectReport(result, DEFAULT_LIMITS, new AbortController().signal);
  };
  beforeAll(async () => {
    reports.set("processes", await collected(EXAMPLES.processes.profile, "processes", processes()));
    reports.set("logons", await collected(EXAMPLES.logons.profile, "logons", logons()));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const shown = [
    ...VIEWS.filter((view) => view !== "logons").map((view) => ["processes", view] as const),
    ...VIEWS.filter((view) => view !== "processes").map((view) => ["logons", view] as const),
  ];

  it.each(shown)("of %s shows the view %s and changes no object", async (kind, view) => {
    const page = await open(reports.get(kind)!, { at: `/${view}` });
    await page.waitForSelector(`.view-${view}`);
    for (const choice of await page.$$("main select")) {
      const options = await choice.$$eval("option", (all) => all.map(({ value }) => value));
      for (const value of options.slice(0, 4)) if (await choice.isVisible()) await choice.selectOption(value);
    }
    await page.evaluate("new Promise((done) => setTimeout(done, 400))");
    expect(await page.evaluate(FOREIGN)).toEqual([]);
    expect((await page.evaluate<string>("document.querySelector('main').innerText")).length).toBeGreaterThan(200);
  });

  it("opens every row, and filters by each of the names", async () => {
    const page = await open(reports.get("processes")!, { at: "/rows" });
    for (let row = 1; row <= reports.get("processes")!.rows.length; row++) {
      await page.evaluate(`location.hash = "#/rows?row=${row}"`);
      await page.waitForSelector(`#detail-title > .muted:text-is("#${row}")`);
    }
    await page.evaluate(`location.hash = "#/rows"`);
    for (const name of NAMES) {
      await page.fill("#rows-search", name);
      await page.waitForSelector(`.grid-line >> text=${name}`);
    }
    expect(await page.evaluate(FOREIGN)).toEqual([]);
  });
});

/** Properties that no object of a new page has, and functions that an object has everywhere. */
const FOREIGN = `[
  ...Object.getOwnPropertyNames(Object.prototype).filter((name) => !STANDARD.includes(name)),
  ...["next", "prev", "value", "key"].filter((name) => Object.hasOwn(Object, name)),
  ...NAMES.filter((name) => name !== "__proto__").flatMap((name) => Object.keys(Object.prototype[name])),
]`
  .replace("STANDARD", JSON.stringify(Object.getOwnPropertyNames(Object.prototype)))
  .replace("NAMES", JSON.stringify(NAMES));

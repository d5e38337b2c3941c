// npm run docs:screenshots: the pictures of docs/report.md, of the bundled example. Needs a build.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "../bench/report/browser.mjs";
import { root } from "./run-command.mjs";

/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof launch>>["newPage"]>>} Page */

/**
 * One picture: where in the report, how it is looked at, and what is done before it is taken.
 * @typedef {object} Shot
 * @property {string} at what stands behind `#`
 * @property {"processes" | "logons"} [of]
 * @property {"light" | "dark"} [theme]
 * @property {number} [width]
 * @property {number} [height]
 * @property {(page: Page) => Promise<unknown>} [first]
 */

/** Views add theirs here. @type {Readonly<Record<string, Shot>>} */
const SHOTS = {
  overview: { at: "/overview" },
  rows: { at: "/rows" },
  row: { at: "/rows?row=2", height: 820 },
  map: { at: "/map", first: lasso },
  tune: { at: "/tune", first: dragEps },
  timelines: { at: "/timelines", height: 1040 },
  "timelines-account": { at: "/timelines", height: 780, first: byAccount },
  variability: { at: "/variability" },
  processes: { at: "/processes?row=2" },
  logons: { at: "/logons", of: "logons", height: 860 },
  compare: { at: "/rows", height: 820, first: markAndCompare },
  dark: { at: "/rows?row=1", theme: "dark" },
};

/** @param {Page} page */
async function byAccount(page) {
  await page.selectOption(".timelines-toolbar select", "account");
}

/** @param {Page} page draws around the points in the middle of the map */
async function lasso(page) {
  await page.waitForSelector(".map-canvas canvas");
  await page.keyboard.press("l");
  const { x, y, width, height } = /** @type {{ x: number, y: number, width: number, height: number }} */ (
    await page.locator(".map-canvas canvas").first().boundingBox()
  );
  const line = [0.1, 0.56, 0.47, 0.5, 0.47, 0.7, 0.12, 0.95, 0.1, 0.58];
  await page.mouse.move(x + width * 0.1, y + height * 0.56);
  await page.mouse.down();
  for (let i = 0; i < line.length; i += 2) {
    await page.mouse.move(x + width * (line[i] ?? 0), y + height * (line[i + 1] ?? 0), { steps: 6 });
  }
  await page.mouse.up();
}

/** @param {Page} page */
async function dragEps(page) {
  await page.waitForSelector(".tune-options .tune-hint");
  await page.fill(".tune-number input[type=number]", "0.5");
}

/** @param {Page} page */
async function markAndCompare(page) {
  await page.waitForSelector(".grid-line");
  for (const key of ["i", "j", "i", "End", "g", "k", "g", "k", "g"]) await page.keyboard.press(key);
  await page.evaluate("location.hash = '#/compare'");
  await page.waitForSelector(".compare-table");
}

const MOST_BYTES = 250_000;
const images = join(root, "docs", "images");
const folder = mkdtempSync(join(tmpdir(), "winnow-screenshots-"));
mkdirSync(images, { recursive: true });
const browser = await launch();
try {
  const reports = { processes: report("processes"), logons: report("logons") };
  for (const [name, shot] of Object.entries(SHOTS)) await take(name, shot, reports[shot.of ?? "processes"]);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** @param {"processes" | "logons"} kind @returns {string} path of the page */
function report(kind) {
  const out = join(folder, kind);
  const input = join(root, "examples", `windows-${kind}`, "data", `${kind}.csv`);
  const winnow = join(root, "packages/cli/dist/main.js");
  const mark = ["--mark", "2026-03-02T14:05:00Z=alert"];
  execFileSync(process.execPath, [winnow, "run", `windows-${kind}`, input, "--out", out, "--quiet", ...mark]);
  return join(out, "report.html");
}

/** @param {string} name @param {Shot} shot @param {string} file */
async function take(name, { at, theme = "light", width = 1200, height = 760, first }, file) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
  await page.goto(`${pathToFileURL(file).href}#${at}`);
  await page.waitForSelector("main");
  await first?.(page);
  await page.waitForTimeout(500);
  const path = join(images, `report-${name}.png`);
  await page.screenshot({ path });
  await page.close();
  const { size } = statSync(path);
  console.log(`${path}  ${Math.round(size / 1000)} kB`);
  if (size > MOST_BYTES) process.exitCode = 1;
}

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
  dark: { at: "/rows?row=1", theme: "dark" },
};

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

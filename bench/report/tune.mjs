// node bench/report/tune.mjs [--points 5000] [--moves 40]
//
// How long a reader waits who drags a slider of the view Tune: from the move to the new clusters, drawn. Times are of this
// machine's Chromium, without a graphics card.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./browser.mjs";
import { eventsCsv } from "./events.mjs";

const { values: asked } = parseArgs({
  options: { points: { type: "string", default: "5000" }, moves: { type: "string", default: "40" } },
});
const [points, moves] = [Number(asked.points), Number(asked.moves)];
const winnow = fileURLToPath(new URL("../../packages/cli/dist/main.js", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "winnow-bench-tune-"));

try {
  const input = join(out, "events.csv");
  // Commands that look alike by their features are one point: a third more of them give about as many points as asked for.
  writeFileSync(input, [...eventsCsv(10 * points, Math.round(points * 1.32))].join(""));
  const options = ["--out", out, "--json", "--quiet"];
  const made = JSON.parse(
    execFileSync(process.execPath, [winnow, "run", "windows-processes", input, ...options], { encoding: "utf8" }),
  );
  console.log(`${count(made.points)} points, ${count(made.groups)} groups, ${count(made.events.read)} events`);
  await measure(join(out, "report.html"));
} finally {
  rmSync(out, { recursive: true, force: true });
}

/** @param {string} page */
async function measure(page) {
  const browser = await launch();
  try {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await tab.goto(`${pathToFileURL(page).href}#/tune`);
    await tab.waitForSelector(".tune-options .tune-hint");
    const found = /** @type {Move[]} */ (await tab.evaluate(dragging(moves)));
    const of = (/** @type {(move: Move) => number} */ part) => spread(found.map(part));
    print(
      "a move of eps, redrawn",
      of(({ all }) => all),
      "bar: 150 ms",
    );
    print(
      "  of which clustering",
      of(({ cluster }) => cluster),
    );
    print(
      "  of which rows and their order",
      of(({ rank }) => rank),
    );
  } finally {
    await browser.close();
  }
}

/** @typedef {{ all: number, cluster: number, rank: number }} Move */

/** Moves the slider and waits for the picture, again and again. @param {number} times */
function dragging(times) {
  return `(async () => {
    const slider = document.querySelector("input[type=range][data-option=eps]");
    const pause = (ms) => new Promise((settle) => setTimeout(settle, ms));
    const found = [];
    for (let i = 0; i < ${times}; i++) {
      performance.clearMeasures("winnow-recluster");
      slider.value = String(300 + ((i * 37) % 400));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      while (performance.getEntriesByName("winnow-recluster").length === 0) await pause(1);
      const { duration, detail } = performance.getEntriesByName("winnow-recluster")[0];
      found.push({ all: duration, cluster: detail.cluster, rank: detail.rank });
      while (document.querySelector(".tune-figures").getAttribute("aria-busy") === "true") await pause(5);
    }
    // The first moves are those of code that was never run.
    return found.slice(${Math.min(5, Math.floor(times / 4))});
  })()`;
}

/** @param {number[]} values */
function spread(values) {
  const sorted = values.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => count(Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN));
  return `${at(0)} to ${at(0.9)} ms, median ${at(0.5)} ms`;
}

/** @param {number} value */
function count(value) {
  return value.toLocaleString("en-US");
}

/** @param {string} name @param {string} value @param {string} [bar] */
function print(name, value, bar = "") {
  console.log(`  ${name.padEnd(32)} ${value}${bar === "" ? "" : `   (${bar})`}`);
}

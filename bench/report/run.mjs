// node bench/report/run.mjs [--events 1000000] [--rows 10000] [--rounds 5]
//
// A report of many rows over many events: how large the page is, what it costs a run, and how soon it can be used.
// Times are medians, in this machine's Chromium.
import { execFileSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./browser.mjs";
import { eventsCsv } from "./events.mjs";

const { values: asked } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    rows: { type: "string", default: "10000" },
    rounds: { type: "string", default: "5" },
  },
});
const [events, rows, rounds] = [Number(asked.events), Number(asked.rows), Number(asked.rounds)];
const winnow = fileURLToPath(new URL("../../packages/cli/dist/main.js", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "winnow-bench-report-"));

try {
  const input = dataFile();
  const without = run(input, ["--set", "sinks=[]"]);
  const made = run(input, []);
  const page = join(out, "report.html");
  console.log(`${count(made.rows)} rows, ${count(made.groups)} groups, ${count(made.events.read)} events`);
  print("page", `${(statSync(page).size / 1e6).toFixed(1)} MB`, "bar: 12 MB");
  const cost = made.seconds.write - without.seconds.write;
  print("run, without the report", `${without.seconds.total.toFixed(1)} s`);
  print("what the report adds", `${cost.toFixed(1)} s`);
  await measurePage(page);
} finally {
  rmSync(out, { recursive: true, force: true });
}

/** @param {string} page */
async function measurePage(page) {
  const browser = await launch();
  try {
    /** @type {number[]} */
    const ready = [];
    /** @type {number[]} */
    const list = [];
    /** @type {number[]} */
    const search = [];
    for (let round = 0; round < rounds; round++) {
      const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await tab.goto(pathToFileURL(page).href);
      await tab.waitForSelector("main");
      ready.push(await drawn(tab, "performance.getEntriesByName('winnow-ready')[0].startTime"));
      list.push(await drawn(tab, timed("location.hash = '#/rows'", ".grid-line")));
      search.push(await drawn(tab, timed(typing("render"), ".rows-count")));
      await tab.close();
    }
    print("until it can be used", `${median(ready)} ms`, "bar: 1,500 ms");
    print("until the rows are shown", `${median(list)} ms`);
    print("until a search is answered", `${median(search)} ms`);
  } finally {
    await browser.close();
  }
}

/** @param {import("playwright-core").Page} tab @param {string} script gives milliseconds */
async function drawn(tab, script) {
  return /** @type {number} */ (await tab.evaluate(script));
}

/** Milliseconds from an action until an element is there and drawn. @param {string} action @param {string} selector */
function timed(action, selector) {
  return `(async () => {
    const frame = () => new Promise((settle) => requestAnimationFrame(() => setTimeout(settle)));
    const began = performance.now();
    ${action};
    do await frame(); while (document.querySelector(${JSON.stringify(selector)}) === null);
    return performance.now() - began;
  })()`;
}

/** @param {string} text */
function typing(text) {
  return `const input = document.querySelector("#rows-search");
    input.value = ${JSON.stringify(text)};
    input.dispatchEvent(new Event("input", { bubbles: true }))`;
}

/** @param {string} input @param {readonly string[]} more */
function run(input, more) {
  const options = ["--set", "cluster.within=[commandTemplate]", "--out", out, "--json", "--quiet", ...more];
  const text = execFileSync(process.execPath, [winnow, "run", "windows-processes", input, ...options], {
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  return JSON.parse(text);
}

/** Made once, and kept for the next time. */
function dataFile() {
  const path = join(tmpdir(), `winnow-bench-report-${events}-${rows}.csv`);
  if (existsSync(path)) return path;
  const handle = openSync(`${path}.part`, "w");
  for (const piece of eventsCsv(events, rows)) writeSync(handle, piece);
  closeSync(handle);
  renameSync(`${path}.part`, path);
  return path;
}

/** @param {number[]} values */
function median(values) {
  return count(Math.round(values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN));
}

/** @param {number} value */
function count(value) {
  return value.toLocaleString("en-US");
}

/** @param {string} name @param {string} value @param {string} [bar] */
function print(name, value, bar = "") {
  console.log(`  ${name.padEnd(28)} ${value.padStart(10)}${bar === "" ? "" : `   (${bar})`}`);
}

// npm run bench -- [--events 2000000] [--profile msticpy-processes] [--rounds 3] [--seed-file FILE]
//
// A whole `winnow run`, every output file written, as a multiple of the floor: DuckDB's own exact grouping of the same
// file. One machine, one run, in turn; times are minima, peaks are maxima.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, measure } from "../measure.mjs";
import { dataFile } from "./data-file.mjs";

const { values: options } = parseArgs({
  options: {
    events: { type: "string", default: "2000000" },
    // It reads what the floor groups by: path, command line, logon id.
    profile: { type: "string", default: "msticpy-processes" },
    rounds: { type: "string", default: "3" },
    "seed-file": { type: "string" },
  },
});

const here = fileURLToPath(new URL(".", import.meta.url));
const winnow = join(here, "../../packages/cli/dist/main.js");
const events = Number(options.events);
const rounds = Number(options.rounds);
const full = dataFile(events);
const tenth = dataFile(Math.round(events / 10));
const out = mkdtempSync(join(tmpdir(), "winnow-bench-out-"));

try {
  const costs = alternate(
    {
      floor: () => measure([join(here, "floor.mjs"), full]),
      run: () => measureRun(options.profile, full),
      tenth: () => measureRun(options.profile, tenth),
      help: () => measure([winnow, "--help"]),
    },
    rounds,
  );
  const megabytes = Math.round(statSync(full).size / 1e6);
  console.log(`${options.profile}, ${count(events)} events, ${count(megabytes)} MB, best of ${rounds}\n`);
  print("floor: DuckDB groups the file", costs.floor);
  print("winnow run, all files written", costs.run, `${ratio(costs.run, costs.floor)} × the floor (bar: 4, 1,500 MB)`);
  print(
    `winnow run, ${count(Math.round(events / 10))} events`,
    costs.tenth,
    `10 × the events: ${ratio(costs.run, costs.tenth)} × the time (bar: 11)`,
  );
  print("winnow --help", costs.help, "(bar: 0.3 s)");
  const seedFile = options["seed-file"];
  if (seedFile !== undefined) {
    const { seed } = alternate({ seed: () => measureRun("msticpy-processes", seedFile) }, rounds);
    print("winnow run, the seed's file", seed, "(bar: 1.5 s)");
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}

/** @param {string} profile @param {string} file */
function measureRun(profile, file) {
  return measure([winnow, "run", profile, file, "--out", join(out, profile), "--quiet"]);
}

/** @param {string} name @param {import("../measure.mjs").Cost} cost @param {string} [note] */
function print(name, { seconds, peakBytes }, note = "") {
  console.log(
    `${name.padEnd(34)} ${seconds.toFixed(2).padStart(7)} s ${count(Math.round(peakBytes / 1e6)).padStart(7)} MB  ${note}`.trimEnd(),
  );
}

/** @param {import("../measure.mjs").Cost} a @param {import("../measure.mjs").Cost} b */
function ratio(a, b) {
  return (a.seconds / b.seconds).toFixed(2);
}

/** @param {number} value */
function count(value) {
  return value.toLocaleString("en-US");
}

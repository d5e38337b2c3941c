// node bench/quality/cost.mjs [--events 200000 | --file FILE.csv] [--rounds 3] [--profile windows-processes]
//
// What the built-in profile costs: a whole `winnow run`, every output file written, as a multiple of the same run with
// `msticpy-processes`. The generated events are a hard case: every account starts every program in every way, so that
// hardly two groups share an account; `--file` measures events of one's own. In turn, minima. On a busy machine the ratio of processor times says more than that of wall times.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { alternate, measure } from "../measure.mjs";
import { dataFile } from "../pipeline/data-file.mjs";

const { values: options } = parseArgs({
  options: {
    events: { type: "string", default: "200000" },
    file: { type: "string" },
    rounds: { type: "string", default: "3" },
    profile: { type: "string", default: "windows-processes" },
  },
});

const COMMAND = fileURLToPath(new URL("../../packages/cli/dist/main.js", import.meta.url));
const BAR = 2;
const file = options.file ?? dataFile(Number(options.events));
const out = mkdtempSync(join(tmpdir(), "winnow-cost-"));

try {
  const run = (/** @type {string} */ profile, /** @type {string} */ folder) => () =>
    measure([COMMAND, "run", profile, file, "--out", join(out, folder), "--quiet"]);
  const { ours, seed } = alternate(
    { ours: run(options.profile, "ours"), seed: run("msticpy-processes", "seed") },
    Number(options.rounds),
  );
  const ratio = ours.seconds / seed.seconds;
  const cpuRatio = ours.cpuSeconds / seed.cpuSeconds;
  console.log(
    [
      `${options.file ?? `${Number(options.events).toLocaleString("en-US")} events`}, best of ${options.rounds}`,
      describe(options.profile, ours),
      describe("msticpy-processes", seed),
      `time ${ratio.toFixed(2)} × (bar: ${BAR}), processor time ${cpuRatio.toFixed(2)} ×`,
    ].join("\n"),
  );
  process.exitCode = ratio <= BAR ? 0 : 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}

/** @param {string} profile @param {import("../measure.mjs").Cost} cost */
function describe(profile, { seconds, cpuSeconds, peakBytes }) {
  const times = `${seconds.toFixed(2)} s, processor ${cpuSeconds.toFixed(2)} s`;
  return `${profile.padEnd(20)} ${times}, ${Math.round(peakBytes / 1e6)} MB`;
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const USAGE_REPORTER = new URL("report-usage.mjs", import.meta.url).href;

/** @typedef {{ readonly seconds: number, readonly cpuSeconds: number, readonly peakBytes: number }} Cost */

/**
 * Runs a Node program from start to end, as a shell would.
 * @param {readonly string[]} command path and arguments
 * @returns {Cost} wall time, processor time over all threads, and the most memory that the process held resident
 * @throws when it fails
 */
export function measure(command) {
  const directory = mkdtempSync(join(tmpdir(), "winnow-bench-"));
  const usageFile = join(directory, "usage.json");
  try {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ["--import", USAGE_REPORTER, ...command], {
      env: { ...process.env, WINNOW_BENCH_USAGE: usageFile },
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    });
    const seconds = (performance.now() - start) / 1000;
    if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}\n${stderr}`);
    return { seconds, ...JSON.parse(readFileSync(usageFile, "utf8")) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Runs programs in turn, `rounds` times over, so that a slow spell of the machine meets all of them.
 * @template {Readonly<Record<string, () => Cost>>} Programs
 * @param {Programs} programs
 * @param {number} rounds
 * @returns {Record<keyof Programs, Cost>} the least times and the largest peak of each
 */
export function alternate(programs, rounds) {
  const best = /** @type {Record<string, Cost>} */ ({});
  for (let round = 0; round < rounds; round++) {
    for (const [name, program] of Object.entries(programs)) {
      const cost = program();
      best[name] = {
        seconds: Math.min(cost.seconds, best[name]?.seconds ?? Infinity),
        cpuSeconds: Math.min(cost.cpuSeconds, best[name]?.cpuSeconds ?? Infinity),
        peakBytes: Math.max(cost.peakBytes, best[name]?.peakBytes ?? 0),
      };
    }
  }
  return /** @type {Record<keyof Programs, Cost>} */ (best);
}

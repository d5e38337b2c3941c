import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { readLabels } from "./points-file.mjs";
import { scriptOf } from "./peers.mjs";

/** Start of an interpreter, imports and what a just-in-time compiler does before the first call. */
const START_SECONDS = 60;
/** A peer's repeats go on for no longer than this. */
const REPEAT_SECONDS = 3;
/** On a machine with much else to do, a second of work takes longer than a second. */
const WAITING = { wall: 1, processor: 6 };
const ONE_THREAD = Object.fromEntries(
  ["OMP", "OPENBLAS", "MKL", "NUMBA"].map((library) => [`${library}_NUM_THREADS`, "1"]),
);
const OUT_OF_MEMORY = /MemoryError|annot allocate|nable to allocate|bad_alloc|heap out of memory|memory exhausted/;

/**
 * What one peer took for one workload.
 * @typedef {object} Measured
 * @property {"done"} outcome
 * @property {number} cold seconds of the first call in a fresh process
 * @property {number} best seconds of the fastest call
 * @property {number} peakBytes most memory of the process, until the end of the first call
 * @property {number} grownBytes of which that call added
 * @property {Int32Array} labels
 */
/** @typedef {Measured | { readonly outcome: "slow" } | { readonly outcome: "memory" } | { readonly outcome: "failed", readonly problem: string }} Outcome */

/**
 * Runs a peer in a process of its own. It is given: its name, a file of points, a file to write labels to, then rows,
 * dimensions, eps, minPoints, minClusterSize and the seconds to spend on repeats. It prints `cold` and `warm` (seconds of
 * the first and of the fastest later call by the clock that WINNOW_BENCH_CLOCK names; what is timed starts with the points in
 * memory), `baseline` and `peak` (bytes:
 * the process's high-water mark before the first call and after it).
 * @param {import("./peers.mjs").Peer} peer
 * @param {object} task
 * @param {import("./peers.mjs").Programs} task.programs
 * @param {string} task.dataFile
 * @param {import("./workloads.mjs").Workload} task.workload
 * @param {number} task.limitSeconds
 * @param {number} task.memoryBytes
 * @param {"wall" | "processor"} task.clock
 * @returns {Outcome}
 */
export function measurePeer(peer, { programs, dataFile, workload, limitSeconds, memoryBytes, clock }) {
  const { rows, dimensions } = workload.points;
  const { eps, minPoints, minClusterSize } = workload.parameters;
  const labelsFile = `${dataFile}.${peer.id}`;
  const numbers = [rows, dimensions, eps, minPoints, minClusterSize, REPEAT_SECONDS].map(String);
  const mostSeconds = limitSeconds + START_SECONDS + REPEAT_SECONDS;
  const [program, args] = command(peer, programs[peer.language], memoryBytes, mostSeconds);
  const { status, signal, error, stdout, stderr } = spawnSync(
    program,
    [...args, scriptOf(peer.language), peer.id, dataFile, labelsFile, ...numbers],
    {
      encoding: "utf8",
      env: { ...process.env, ...ONE_THREAD, WINNOW_BENCH_CLOCK: clock },
      timeout: 1000 * WAITING[clock] * mostSeconds,
      killSignal: "SIGKILL",
    },
  );
  try {
    if (/** @type {NodeJS.ErrnoException | undefined} */ (error)?.code === "ETIMEDOUT" || signal === "SIGXCPU")
      return { outcome: "slow" };
    if (status !== 0) {
      if (OUT_OF_MEMORY.test(stderr) || signal === "SIGKILL") return { outcome: "memory" };
      return { outcome: "failed", problem: lastLine(stderr) };
    }
    const [cold, warm] = [valueOf(stdout, "cold"), valueOf(stdout, "warm")];
    const [baseline, peak] = [valueOf(stdout, "baseline"), valueOf(stdout, "peak")];
    const best = Math.min(cold, warm);
    if (best > limitSeconds) return { outcome: "slow" };
    return {
      outcome: "done",
      cold,
      best,
      peakBytes: peak,
      grownBytes: peak - baseline,
      labels: readLabels(labelsFile),
    };
  } finally {
    if (existsSync(labelsFile)) rmSync(labelsFile);
  }
}

/**
 * Holds a peer to its processor time, and interpreters that reserve address space as they use it to their memory, so that a
 * quadratic one does not bring the machine down; Node has a limit of its own.
 * @param {import("./peers.mjs").Peer} peer
 * @param {string} program
 * @param {number} memoryBytes
 * @param {number} seconds
 * @returns {[program: string, args: string[]]}
 */
function command({ language }, program, memoryBytes, seconds) {
  const flags = language === "node" ? [`--max-old-space-size=${Math.round(memoryBytes / 2 ** 20)}`] : [];
  if (process.platform === "win32") return [program, flags];
  const memory = language === "node" ? "" : `ulimit -v ${Math.round(memoryBytes / 1024)}; `;
  return ["sh", ["-c", `${memory}ulimit -S -t ${Math.ceil(seconds)}; exec "$0" "$@"`, program, ...flags]];
}

/** @param {string} output @param {string} key @returns {number} */
function valueOf(output, key) {
  const text = new RegExp(`^${key} (\\S+)`, "m").exec(output)?.[1] ?? "";
  return text.toLowerCase() === "inf" ? Infinity : Number(text);
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split("\n").at(-1) ?? "";
}

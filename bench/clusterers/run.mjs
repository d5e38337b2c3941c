// node bench/clusterers/run.mjs [--sizes 1000,20000] [--dimensions 2,3,8] [--algorithms dbscan,hdbscan]
//   [--workloads blobs,processes] [--limit SECONDS] [--memory GB] [--clock wall|processor] [--python PATH] [--rscript PATH]
//   [--quick] [--markdown FILE]
//
// Winnow's clusterers beside their peers: the same points, one session, one thread each, every peer in a process of its own.
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { agreement } from "./agreement.mjs";
import { measurePeer } from "./measure-peer.mjs";
import { installedVersions, PEERS, versionOf } from "./peers.mjs";
import { writePoints } from "./points-file.mjs";
import { blobs, processes } from "./workloads.mjs";

/** @typedef {import("./peers.mjs").Peer} Peer */
/** @typedef {import("./measure-peer.mjs").Outcome} Outcome */
/** @typedef {import("./measure-peer.mjs").Measured} Measured */

const { values: options } = parseArgs({
  options: {
    sizes: { type: "string" },
    dimensions: { type: "string" },
    algorithms: { type: "string", default: "dbscan,hdbscan" },
    workloads: { type: "string", default: "blobs,processes" },
    limit: { type: "string" },
    memory: { type: "string", default: "8" },
    clock: { type: "string", default: "wall" },
    python: { type: "string", default: process.env["WINNOW_BENCH_PYTHON"] ?? "python3" },
    rscript: { type: "string", default: process.env["WINNOW_BENCH_RSCRIPT"] ?? "Rscript" },
    quick: { type: "boolean", default: false },
    markdown: { type: "string" },
  },
});
const sizes = numbersOf(options.sizes ?? (options.quick ? "1000,10000" : "1000,10000,20000,100000,1000000"));
const dimensions = numbersOf(options.dimensions ?? (options.quick ? "3" : "2,3,8"));
const limitSeconds = Number(options.limit ?? (options.quick ? 10 : 60));
const memoryBytes = Number(options.memory) * 1e9;
const clock = options.clock === "processor" ? "processor" : "wall";
const programs = { node: process.execPath, python: options.python, r: options.rscript };

const versions = installedVersions(programs);
const folder = mkdtempSync(join(tmpdir(), "winnow-bench-"));
/** @type {string[]} */
const report = [];
try {
  say(machine());
  say(...peerList());
  for (const algorithm of options.algorithms.split(",")) {
    for (const workload of options.workloads.split(",")) {
      for (const d of workload === "processes" ? [3] : dimensions) await series(algorithm, workload, d);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (options.markdown !== undefined) writeFileSync(options.markdown, `${report.join("\n")}\n`);

/**
 * One table: all peers, all sizes.
 * @param {string} algorithm
 * @param {string} workloadName
 * @param {number} d
 */
async function series(algorithm, workloadName, d) {
  const repeats = workloadName === "processes";
  const peers = PEERS.filter(
    (peer) =>
      peer.algorithm === algorithm && (repeats || peer.foldedOnly !== true) && versionOf(peer, versions) !== undefined,
  );
  say("", `### ${algorithm}, ${repeats ? "resampled process rows" : "blobs"}, d = ${d}`, "");
  say("| n | peer | cold | best | × ours | peak memory | per point | labels |", "|--:|---|--:|--:|--:|--:|--:|---|");
  /** @type {Map<string, { rows: number, seconds: number }[]>} */
  const history = new Map();
  for (const rows of sizes) {
    const workload = repeats ? await processes(rows) : blobs(rows, d);
    const dataFile = join(folder, `${workloadName}-${rows}-${d}`);
    writePoints(dataFile, workload.points);
    /** @type {Measured | undefined} */
    let ours;
    for (const peer of peers) {
      const past = history.get(peer.id) ?? [];
      /** @type {Outcome} */
      const outcome = wouldExceed(past, rows)
        ? { outcome: "slow" }
        : measurePeer(peer, { programs, dataFile, workload, limitSeconds, memoryBytes, clock });
      if (outcome.outcome === "done") {
        ours ??= peer === peers[0] ? outcome : undefined;
        history.set(peer.id, [...past, { rows, seconds: outcome.best }]);
      } else {
        // What is out of reach now stays so for more points.
        history.set(peer.id, [...past, { rows, seconds: Infinity }]);
      }
      say(tableRow(rows, peer, outcome, ours));
    }
    rmSync(dataFile);
  }
}

/**
 * Whether a peer is expected to exceed the limit: it did with fewer points, or would if its time grew as it last did.
 * @param {readonly { readonly rows: number, readonly seconds: number }[]} past
 * @param {number} rows
 */
function wouldExceed(past, rows) {
  const [before, last] = past.length > 1 ? past.slice(-2) : [undefined, past[0]];
  if (last === undefined) return false;
  const growth = before === undefined ? 1 : Math.log(last.seconds / before.seconds) / Math.log(last.rows / before.rows);
  return last.seconds * (rows / last.rows) ** Math.max(1, growth) > limitSeconds;
}

/** @param {number} rows @param {Peer} peer @param {Outcome} outcome @param {Measured | undefined} ours */
function tableRow(rows, peer, outcome, ours) {
  return `| ${count(rows)} | ${peer.name} | ${cellsOf(rows, outcome, ours).join(" | ")} |`;
}

/** @param {number} rows @param {Outcome} outcome @param {Measured | undefined} ours @returns {string[]} */
function cellsOf(rows, outcome, ours) {
  if (outcome.outcome === "slow") return ["", `> ${limitSeconds} s`, "", "", "", ""];
  if (outcome.outcome === "memory") return ["", `> ${count(memoryBytes / 1e9)} GB`, "", "", "", ""];
  if (outcome.outcome === "failed") return ["", `failed: ${outcome.problem.slice(0, 60)}`, "", "", "", ""];
  const { cold, best, peakBytes, grownBytes, labels } = outcome;
  return [
    duration(cold),
    duration(best),
    ours === undefined ? "" : (best / ours.best).toFixed(best / ours.best < 10 ? 2 : 0),
    `${count(Math.round(peakBytes / 1e6))} MB`,
    // At few points the growth is that of the program, not of the points.
    rows < 100_000 ? "" : `${count(Math.round(grownBytes / rows))} B`,
    ours === undefined ? "" : ours === outcome ? found(labels) : comparison(ours.labels, labels),
  ];
}

/** @param {Int32Array} labels */
function found(labels) {
  const clusters = new Set(labels);
  const noise = labels.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0);
  clusters.delete(-1);
  return `${count(clusters.size)} clusters, ${Math.round((100 * noise) / labels.length)} % noise`;
}

/** @param {Int32Array} ours @param {Int32Array} theirs */
function comparison(ours, theirs) {
  const { equal, index } = agreement(ours, theirs);
  return equal ? "equal" : `ARI ${index.toFixed(4)}`;
}

function machine() {
  const models = [...new Set(cpus().map(({ model }) => model.trim()))].join(", ");
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${models}), ${memory} GB, ${systemName()}; Node ${process.versions.node}. One thread each, ${clock === "wall" ? "wall" : "processor"} time.`;
}

function systemName() {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? process.platform;
  } catch {
    return process.platform;
  }
}

function peerList() {
  const installed = PEERS.filter((peer) => versionOf(peer, versions) !== undefined);
  const missing = PEERS.filter((peer) => versionOf(peer, versions) === undefined);
  const named = new Set(installed.map((peer) => `${peer.package} ${versionOf(peer, versions)}`));
  return [
    `Measured: ${[...named].join(", ")}.`,
    ...missing.map(({ name, least, install }) => {
      const version = least === undefined ? "" : ` ${least} or later`;
      return `Not installed: ${name}${version} (${install}).`;
    }),
  ];
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds >= 10) return `${seconds.toFixed(1)} s`;
  if (seconds >= 1) return `${seconds.toFixed(2)} s`;
  return `${(1000 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
}

/** @param {number} value */
function count(value) {
  return value.toLocaleString("en-US");
}

/** @param {string} list */
function numbersOf(list) {
  return list.split(",").map(Number);
}

/** @param {readonly string[]} lines */
function say(...lines) {
  for (const line of lines) {
    console.log(line);
    report.push(line);
  }
}

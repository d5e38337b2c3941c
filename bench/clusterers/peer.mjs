// node peer.mjs PEER DATA LABELS ROWS DIMENSIONS EPS MIN_POINTS MIN_CLUSTER_SIZE SECONDS
//
// One JavaScript peer in a process of its own; measure-peer.mjs says what it prints, as peer.py and peer.R do.
import { readFileSync } from "node:fs";
import { readPoints, writeLabels } from "./points-file.mjs";

const MOST_REPEATS = 10;
/** Seconds: from here on the coarsest clock is good enough. */
const MEASURABLE = 0.1;

const [peer = "", dataFile = "", labelsFile = "", ...numbers] = process.argv.slice(2);
const [rows = 0, dimensions = 0, eps = 0, minPoints = 0, minClusterSize = 0, seconds = 0] = numbers.map(Number);

const cluster = await load();
const { data } = readPoints(dataFile, rows, dimensions);
const baseline = peakBytes();
const start = clock();
const found = cluster();
const cold = clock() - start;
const peak = peakBytes();
const warm = best();
writeLabels(labelsFile, found);
console.log(`cold ${cold}`);
console.log(`warm ${warm}`);
console.log(`baseline ${baseline}`);
console.log(`peak ${peak}`);

/** Seconds of the fastest later call; calls too short for the clock are timed several at a time. */
function best() {
  let least = Infinity;
  let batch = 1;
  let each = cold;
  for (let spent = 0, timed = 0; timed < MOST_REPEATS && spent + batch * each < seconds;) {
    const began = clock();
    for (let i = 0; i < batch; i++) cluster();
    const took = clock() - began;
    spent += took;
    each = took / batch;
    if (took < MEASURABLE) {
      batch *= 2;
    } else {
      least = Math.min(least, each);
      timed++;
    }
  }
  return least;
}

/**
 * Loads the peer: what is timed starts at the points as the peer wants them.
 * @returns {Promise<() => Int32Array>}
 */
async function load() {
  const columns = Array.from({ length: dimensions }, (_, j) => `f${j}`);
  switch (peer) {
    case "winnow-dbscan": {
      const { dbscan } = await import("@winnow/clusterer-dbscan");
      return () => dbscan({ rows, columns, data }, { eps, minPoints }).labels;
    }
    case "winnow-hdbscan": {
      const { hdbscan } = await import("@winnow/clusterer-hdbscan");
      const weights = new Float64Array(rows).fill(1);
      return () => hdbscan({ rows, columns, data, weights }, { minPoints, minClusterSize }).labels;
    }
    case "density-clustering": {
      const { default: library } = await import("density-clustering");
      return () => {
        const labels = new Int32Array(rows).fill(-1);
        const clusters = new library.DBSCAN().run(lists(), eps, minPoints);
        clusters.forEach((members, label) => members.forEach((row) => (labels[row] = label)));
        return labels;
      };
    }
    case "hdbscan-ts": {
      const { HDBSCAN } = await import("hdbscan-ts");
      // The package does not count the point itself.
      return () => Int32Array.from(new HDBSCAN({ minClusterSize, minSamples: minPoints - 1 }).fit(lists()));
    }
    default:
      throw new Error(`no peer ${peer}`);
  }
}

/** Seconds from any start: of the wall's clock, or of the processor's work for this process, all threads of it. */
function clock() {
  if (process.env["WINNOW_BENCH_CLOCK"] !== "processor") return performance.now() / 1000;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** The points as lists of numbers; making them is a small part of what the packages that want them take. */
function lists() {
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * dimensions, (row + 1) * dimensions)]);
}

/** Most memory that this process held resident so far. `maxRSS` counts the parent's as well, at the time of the fork. */
function peakBytes() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
}

// Isolation forest: Liu, Ting and Zhou, "Isolation Forest", ICDM 2008, with the paper's 100 trees of 256 samples.
import { createRandom } from "../random.mjs";

const TREES = 100;
const SAMPLE = 256;
const EULER = 0.5772156649015329;

/** @typedef {readonly number[]} Vector */
/** @typedef {{ readonly size: number }} Leaf */
/** @typedef {{ readonly feature: number, readonly at: number, readonly low: Tree, readonly high: Tree }} Split */
/** @typedef {Leaf | Split} Tree */

/**
 * How easily each point is told from the others by random cuts.
 * @param {readonly Vector[]} points of equal length
 * @param {number} [seed]
 * @returns {number[]} scores between 0 and 1, higher for what is stranger
 */
export function isolationScores(points, seed = 1) {
  const random = createRandom(seed);
  const size = Math.min(SAMPLE, points.length);
  const limit = Math.ceil(Math.log2(Math.max(size, 2)));
  const trees = Array.from({ length: TREES }, () => grow(sample(points, size, random), limit, random));
  const usual = averagePath(size);
  return points.map((point) => {
    const mean = trees.reduce((sum, tree) => sum + pathLength(tree, point), 0) / TREES;
    return usual === 0 ? 0.5 : 2 ** (-mean / usual);
  });
}

/** Without replacement. @param {readonly Vector[]} points @param {number} size @param {() => number} random */
function sample(points, size, random) {
  const pool = [...points];
  for (let i = 0; i < size; i++) {
    const j = i + Math.floor(random() * (pool.length - i));
    [pool[i], pool[j]] = [/** @type {Vector} */ (pool[j]), /** @type {Vector} */ (pool[i])];
  }
  return pool.slice(0, size);
}

/**
 * Cuts at a random value of a random feature among those in which the points differ.
 * @param {readonly Vector[]} points
 * @param {number} limit
 * @param {() => number} random
 * @returns {Tree}
 */
function grow(points, limit, random) {
  const ranges = (points[0] ?? []).map((_, feature) => {
    const values = points.map((point) => point[feature] ?? 0);
    return { feature, low: Math.min(...values), high: Math.max(...values) };
  });
  const open = ranges.filter(({ low, high }) => low < high);
  const range = open[Math.floor(random() * open.length)];
  if (limit === 0 || range === undefined) return { size: points.length };
  const { feature } = range;
  const at = range.low + random() * (range.high - range.low);
  const isLow = (/** @type {Vector} */ point) => (point[feature] ?? 0) <= at;
  return {
    feature,
    at,
    low: grow(points.filter(isLow), limit - 1, random),
    high: grow(
      points.filter((point) => !isLow(point)),
      limit - 1,
      random,
    ),
  };
}

/** @param {Tree} tree @param {Vector} point @returns {number} */
function pathLength(tree, point) {
  let node = tree;
  let depth = 0;
  for (; "feature" in node; depth++) node = (point[node.feature] ?? 0) <= node.at ? node.low : node.high;
  return depth + averagePath(node.size);
}

/** Mean length of an unsuccessful search in a binary tree of `size` points: c(n) of the paper. @param {number} size */
function averagePath(size) {
  if (size <= 1) return 0;
  if (size === 2) return 1;
  return 2 * (Math.log(size - 1) + EULER) - (2 * (size - 1)) / size;
}

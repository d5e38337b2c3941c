import { uniqueRowSteps } from "@winnow/spatial";
import { badLabel, badLength } from "../errors.ts";
import { checkPoints, safeScale, scaleCoordinates, totalWeight } from "./points.ts";
import type { CheckedPoints, Points } from "./points.ts";
import { runSteps, runStepsAsync, type RunControl, type Steps } from "@winnow/spatial";

/** How well a clustering follows density. */
export interface Validity {
  /** −1 (clusters denser between than within) … 1; the clusters' validities, weighted by their share of all rows. */
  readonly score: number;
  /** Validity of each cluster, −1 … 1. */
  readonly clusters: Float64Array;
}

/**
 * DBCV, the density-based validity index: D. Moulavi, P. A. Jaskowiak, R. J. G. B. Campello, A. Zimek, J. Sander,
 * "Density-based clustering validation", SDM 2014.
 *
 * Never NaN: a cluster with nothing to compare with, or as dense inside as its border, has validity 0; noise counts as
 * 0 in its share, so that no points and all noise give 0. A weighted row counts as its repetitions, and row order changes
 * nothing: equal rows of a cluster are one point whose copies are its nearest neighbours, and ties in a cluster's spanning
 * tree go by distance, then coordinates.
 *
 * Time is quadratic in the number of distinct rows, memory linear.
 *
 * @param labels cluster of each row, 0 or more; -1 for noise
 * @throws WinnowError as {@link hdbscan} does, WN1823 or WN1828 when labels do not fit the rows
 */
export function validityIndex(points: Points, labels: Int32Array, control: RunControl = {}): Validity {
  return runSteps(validitySteps(points, labels), control);
}

/** {@link validityIndex} that lets the event loop turn about every 30 ms; a signal stops it within 100 ms. */
export function validityIndexAsync(points: Points, labels: Int32Array, control: RunControl = {}): Promise<Validity> {
  return runStepsAsync(validitySteps(points, labels), control);
}

/** Rows sorted or merged between two looks at the clock. */
const ROWS_PER_STEP = 2048;

/** A cluster's distinct rows in order of their coordinates. */
interface Member {
  readonly rows: number;
  readonly data: Float64Array;
  readonly weights: Float64Array;
  readonly weight: number;
}

/** A cluster with its density inside. */
interface MeasuredCluster extends Member {
  readonly cores: Float64Array;
  /** 1 for rows of more than one spanning tree edge; all rows where there is no such. */
  readonly internal: Uint8Array;
  /** Density sparseness: longest edge between internal rows. */
  readonly sparseness: number;
}

function* validitySteps(given: Points, labels: Int32Array): Steps<Validity> {
  const points = checkPoints(given);
  const scale = safeScale(points.largest);
  checkLabels(labels, points.rows);
  const dimensions = points.columns.length;
  const members = yield* splitByLabel({ ...points, data: scaleCoordinates(points.data, scale) }, labels);
  const total = totalWeight(points.weights);
  const measured: MeasuredCluster[] = [];
  for (const member of members) {
    measured.push(yield* measure(member, dimensions));
  }
  const separation = yield* separations(measured, dimensions);
  const clusters = Float64Array.from(measured, (cluster, i) => compare(separation[i]!, cluster.sparseness));
  let score = 0;
  for (let i = 0; i < clusters.length; i++) score += (measured[i]!.weight / total) * clusters[i]!;
  return { score, clusters };
}

function checkLabels(labels: Int32Array, rows: number): void {
  if (labels.length !== rows) throw badLength({ what: "labels", expected: rows, actual: labels.length });
  const invalid = labels.findIndex((label) => label < -1 || label >= rows);
  if (invalid >= 0) throw badLabel({ row: invalid, label: labels[invalid]! });
}

function compare(separation: number, sparseness: number): number {
  if (separation === Infinity || separation === sparseness) return 0;
  return (separation - sparseness) / Math.max(separation, sparseness);
}

function* splitByLabel(points: CheckedPoints, labels: Int32Array): Steps<Member[]> {
  const rowsOf: number[][] = [];
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (label < 0) continue;
    while (rowsOf.length <= label) rowsOf.push([]);
    rowsOf[label]!.push(row);
  }
  const members: Member[] = [];
  for (const rows of rowsOf) members.push(yield* distinctSorted(points, rows));
  return members;
}

function* distinctSorted(points: CheckedPoints, rows: readonly number[]): Steps<Member> {
  const dimensions = points.columns.length;
  const data = new Float64Array(rows.length * dimensions);
  rows.forEach((row, i) => data.set(points.data.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions));
  const weights = Float64Array.from(rows, (row) => points.weights[row]!);
  const { points: unique } = yield* uniqueRowSteps({ rows: rows.length, dimensions, data, weights });
  const order = yield* sortedRows(unique.rows, (a, b) => compareRows(unique.data, dimensions, a, b));
  const sorted = new Float64Array(unique.data.length);
  order.forEach((row, i) => sorted.set(unique.data.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions));
  return {
    rows: order.length,
    data: sorted,
    weights: Float64Array.from(order, (row) => unique.weights[row]!),
    weight: totalWeight(weights),
  };
}

/** Rows sorted by a comparison between steps: runs first, which merge in pairs. */
function* sortedRows(rows: number, inOrder: (a: number, b: number) => number): Steps<Int32Array> {
  let order: Int32Array = Int32Array.from({ length: rows }, (_, row) => row);
  for (let from = 0; from < rows; from += ROWS_PER_STEP) {
    order.subarray(from, from + ROWS_PER_STEP).sort(inOrder);
    yield 0;
  }
  for (let run = ROWS_PER_STEP; run < rows; run *= 2) {
    const merged = new Int32Array(rows);
    for (let from = 0; from < rows; from += 2 * run) {
      let [left, right] = [from, Math.min(rows, from + run)];
      const [middle, end] = [right, Math.min(rows, from + 2 * run)];
      for (let at = from; at < end; at++) {
        const takeLeft = right === end || (left < middle && inOrder(order[left]!, order[right]!) < 0);
        merged[at] = order[takeLeft ? left++ : right++]!;
        if (at % ROWS_PER_STEP === 0) yield 0;
      }
    }
    order = merged;
  }
  return order;
}

function compareRows(data: Float64Array, dimensions: number, a: number, b: number): number {
  for (let j = 0; j < dimensions; j++) {
    const difference = data[a * dimensions + j]! - data[b * dimensions + j]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function* measure(member: Member, dimensions: number): Steps<MeasuredCluster> {
  const cores = yield* allPointsCores(member, dimensions);
  const edges = yield* spanCluster(member, cores, dimensions);
  const degree = Float64Array.from(member.weights, (weight) => (weight > 1 ? 1 : 0));
  edges.parent.forEach((parent, row) => {
    if (parent < 0) return;
    degree[row]!++;
    degree[parent]!++;
  });
  const internal = Uint8Array.from(degree, (count) => (count > 1 ? 1 : 0));
  if (!internal.includes(1)) internal.fill(1);
  let longest = 0;
  let longestInternal = -1;
  edges.parent.forEach((parent, row) => {
    if (parent < 0) return;
    const weight = edges.weight[row]!;
    longest = Math.max(longest, weight);
    if (internal[row] === 1 && internal[parent] === 1) longestInternal = Math.max(longestInternal, weight);
  });
  return { ...member, cores, internal, sparseness: longestInternal < 0 ? longest : longestInternal };
}

/**
 * All-points core distances: (Σ (1/d)^D / (n−1))^(−1/D) over the other members, each term kept in proportion to the nearest
 * so that no power overflows. A row with copies has members at distance 0, which makes it 0.
 */
function* allPointsCores(member: Member, dimensions: number): Steps<Float64Array> {
  const { rows, data, weights, weight } = member;
  const cores = new Float64Array(rows);
  for (let a = 0; a < rows; a++) {
    if (weights[a]! > 1 || rows === 1) continue;
    let nearest = Infinity;
    let sum = 0;
    for (let b = 0; b < rows; b++) {
      if (a === b) continue;
      const squared = squaredDistance(data, a, data, b, dimensions);
      if (squared < nearest) {
        sum = sum * power(squared / nearest, dimensions) + weights[b]!;
        nearest = squared;
      } else {
        sum += weights[b]! * power(nearest / squared, dimensions);
      }
    }
    cores[a] = nearest === 0 ? 0 : Math.sqrt(nearest) * (sum / (weight - weights[a]!)) ** (-1 / dimensions);
    yield a / rows;
  }
  return cores;
}

/** The `dimensions`-th power of a number, given its square. */
function power(squared: number, dimensions: number): number {
  let result = dimensions % 2 === 1 ? Math.sqrt(squared) : 1;
  for (let j = 1; j < dimensions; j += 2) result *= squared;
  return result;
}

/** A spanning tree as the edge from each row to its parent; -1 for the row it starts at. */
interface ClusterTree {
  readonly parent: Int32Array;
  readonly weight: Float64Array;
}

/** Prim's algorithm under mutual reachability; of equal edges the shorter, then the one of the lower rows. */
function* spanCluster(member: Member, cores: Float64Array, dimensions: number): Steps<ClusterTree> {
  const { rows, data } = member;
  const parent = new Int32Array(rows).fill(-1);
  const weight = new Float64Array(rows).fill(Infinity);
  const gap = new Float64Array(rows).fill(Infinity);
  const open = new Uint8Array(rows).fill(1);
  let added = 0;
  for (let count = 1; count < rows; count++) {
    open[added] = 0;
    let next = -1;
    for (let row = 0; row < rows; row++) {
      if (open[row] === 0) continue;
      const squared = squaredDistance(data, added, data, row, dimensions);
      const reach = Math.max(Math.sqrt(squared), cores[added]!, cores[row]!);
      const kept = precedence(weight[row]!, reach, gap[row]!, squared, row, parent[row]!, row, added);
      if (kept > 0) {
        weight[row] = reach;
        gap[row] = squared;
        parent[row] = added;
      }
      if (
        next < 0 ||
        precedence(weight[next]!, weight[row]!, gap[next]!, gap[row]!, next, parent[next]!, row, parent[row]!) > 0
      ) {
        next = row;
      }
    }
    added = next;
    yield count / rows;
  }
  return { parent, weight };
}

/** Orders two edges: below 0 when the first goes before, above 0 when the second does. */
function precedence(
  weightA: number,
  weightB: number,
  gapA: number,
  gapB: number,
  a: number,
  parentA: number,
  b: number,
  parentB: number,
): number {
  if (weightA !== weightB) return weightA < weightB ? -1 : 1;
  if (gapA !== gapB) return gapA < gapB ? -1 : 1;
  if (parentA < 0) return 1;
  const low = Math.min(a, parentA) - Math.min(b, parentB);
  return low !== 0 ? low : Math.max(a, parentA) - Math.max(b, parentB);
}

/** Density separation of each cluster from the nearest other one; Infinity where there is no other. */
function* separations(clusters: readonly MeasuredCluster[], dimensions: number): Steps<Float64Array> {
  const nearest = new Float64Array(clusters.length).fill(Infinity);
  const inner = clusters.map((cluster) => Array.from(cluster.internal.keys()).filter((row) => cluster.internal[row]));
  for (let a = 0; a < clusters.length; a++) {
    for (let b = a + 1; b < clusters.length; b++) {
      let best = Infinity;
      for (const row of inner[a]!) {
        best = Math.min(best, nearestReach(clusters[a]!, row, clusters[b]!, inner[b]!, dimensions));
        yield a / clusters.length;
      }
      nearest[a] = Math.min(nearest[a]!, best);
      nearest[b] = Math.min(nearest[b]!, best);
    }
  }
  return nearest;
}

function nearestReach(
  from: MeasuredCluster,
  row: number,
  to: MeasuredCluster,
  rows: readonly number[],
  dimensions: number,
): number {
  const core = from.cores[row]!;
  let best = Infinity;
  for (const other of rows) {
    const distance = Math.sqrt(squaredDistance(from.data, row, to.data, other, dimensions));
    best = Math.min(best, Math.max(distance, core, to.cores[other]!));
  }
  return best;
}

function squaredDistance(a: Float64Array, rowA: number, b: Float64Array, rowB: number, dimensions: number): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) {
    const difference = a[rowA * dimensions + j]! - b[rowB * dimensions + j]!;
    sum += difference * difference;
  }
  return sum;
}

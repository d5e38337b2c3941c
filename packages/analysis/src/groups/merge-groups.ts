import type { ReducedGroups } from "@winnow/core";
import { reorderGroups } from "./content-order.ts";

/**
 * One group for each number: counts and sums added up, the earliest exemplar, the highest peak and the last time of all,
 * in content order. Groups of one number should be equal in whatever is asked of them afterwards: what their first one
 * holds is what the merged group holds. Of several that begin at one instant the first in content order gives its exemplar:
 * digests, which decide in a reduction, are not known here.
 * @param groups in content order
 * @param newNumber for each group; numbers are 0, 1, 2, … without gaps
 * @param signalWeights decide which of several peaks is the highest
 * @returns the groups, and the number of the merged group for each group
 */
export function mergeGroups(
  groups: ReducedGroups,
  newNumber: Int32Array,
  signalWeights: readonly number[],
): { readonly groups: ReducedGroups; readonly numberOf: Int32Array } {
  const lead: number[] = [];
  // Groups are in content order: the first of a number is its earliest.
  newNumber.forEach((to, group) => (lead[to] ??= group));
  const merged = {
    ...selected(groups, lead),
    ...summed(groups, newNumber, lead),
    ...highest(groups, newNumber, lead, signalWeights),
  };
  const order = contentOrderOf(merged, lead);
  const place = new Int32Array(lead.length);
  order.forEach((group, at) => (place[group] = at));
  return { groups: reorderGroups(merged, order), numberOf: newNumber.map((to) => place[to]!) };
}

/**
 * The order of the first groups, which shows the order of times and of kept values: only features, of which there may be fewer
 * now, are compared.
 */
function contentOrderOf({ features, kept, firstTimes, size }: ReducedGroups, lead: readonly number[]): Int32Array {
  const order = Int32Array.from(lead.keys()).sort((a, b) => lead[a]! - lead[b]!);
  const byFeatures = (a: number, b: number): number => compareRows(features, features.length / size, a, b);
  for (let start = 0; start < size;) {
    const isAlike = (at: number): boolean =>
      firstTimes[order[at]!] === firstTimes[order[start]!] &&
      compareRows(kept, kept.length / size, order[at]!, order[start]!) === 0;
    let end = start + 1;
    while (end < size && isAlike(end)) end++;
    if (end - start > 1) order.subarray(start, end).sort(byFeatures);
    start = end;
  }
  return order;
}

function compareRows(table: Float64Array | Int32Array, width: number, a: number, b: number): number {
  for (let i = 0; i < width; i++) {
    const difference = table[a * width + i]! - table[b * width + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

type Own = "size" | "features" | "kept" | "dictionaries" | "firstTimes" | "exemplars";

function selected(groups: ReducedGroups, lead: readonly number[]): Pick<ReducedGroups, Own> {
  return {
    size: lead.length,
    features: rowsAt(groups.features, groups.size, lead),
    kept: rowsAt(groups.kept, groups.size, lead),
    dictionaries: groups.dictionaries,
    firstTimes: BigInt64Array.from(lead, (group) => groups.firstTimes[group]!),
    exemplars: rowsAt(groups.exemplars, groups.size, lead),
  };
}

function rowsAt<T extends Float64Array | Int32Array>(table: T, size: number, groups: readonly number[]): T {
  const width = size === 0 ? 0 : table.length / size;
  const rows = table.slice(0, groups.length * width) as T;
  groups.forEach((group, at) => rows.set(table.subarray(group * width, (group + 1) * width), at * width));
  return rows;
}

function summed(
  groups: ReducedGroups,
  newNumber: Int32Array,
  lead: readonly number[],
): Pick<ReducedGroups, "counts" | "lastTimes" | "signalSums"> {
  const width = groups.size === 0 ? 0 : groups.signals.length / groups.size;
  const counts = new Float64Array(lead.length);
  const signalSums = new Float64Array(lead.length * width);
  const lastTimes = BigInt64Array.from(lead, (group) => groups.lastTimes[group]!);
  newNumber.forEach((to, group) => {
    counts[to]! += groups.counts[group]!;
    if (groups.lastTimes[group]! > lastTimes[to]!) lastTimes[to] = groups.lastTimes[group]!;
    for (let i = 0; i < width; i++) signalSums[to * width + i]! += groups.signalSums[group * width + i]!;
  });
  return { counts, lastTimes, signalSums };
}

/** Of each number the peak with the highest weighted sum of signals, of equal ones the earliest. */
function highest(
  groups: ReducedGroups,
  newNumber: Int32Array,
  lead: readonly number[],
  signalWeights: readonly number[],
): Pick<ReducedGroups, "signals" | "peaks" | "peakTimes"> {
  const best = [...lead];
  const score = (group: number): number => weightedSignals(groups.signals, group, signalWeights);
  newNumber.forEach((to, group) => {
    const difference = score(group) - score(best[to]!);
    const isEarlier = groups.peakTimes[group]! < groups.peakTimes[best[to]!]!;
    if (difference > 0 || (difference === 0 && isEarlier)) best[to] = group;
  });
  return {
    signals: rowsAt(groups.signals, groups.size, best),
    peaks: rowsAt(groups.peaks, groups.size, best),
    peakTimes: BigInt64Array.from(best, (group) => groups.peakTimes[group]!),
  };
}

/** How severe a row of signals is: what decides which event of a group is its peak. */
export function weightedSignals(signals: Float64Array, row: number, weights: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * signals[row * weights.length + i]!;
  return sum;
}

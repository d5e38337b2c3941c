import type { PointMatrix, ReducedGroups } from "@winnow/core";
import { DistinctRows } from "../groups/distinct-rows.ts";

/** Distinct feature vectors within their partition, in canonical order. */
export interface Points {
  readonly matrix: PointMatrix;
  /** Partition of each point, numbered by first appearance in canonical order. */
  readonly partitions: Int32Array;
  readonly partitionCount: number;
  /** Point of each group. */
  readonly ofGroup: Int32Array;
}

/**
 * Collapses groups to points. The order (first time, then partition's values, then vector) depends on the events
 * alone: shuffling the input changes nothing that follows.
 */
export function makePoints(groups: ReducedGroups, featureNames: readonly string[], within: readonly number[]): Points {
  const { distinct, pointOf } = distinctPoints(groups, featureNames.length, within);
  const firstTimes = earliest(groups, pointOf, distinct.size);
  const order = canonicalOrder(distinct, firstTimes, groups, within);
  const newNumber = invert(order);
  const width = featureNames.length;
  const data = new Float64Array(distinct.size * width);
  const weights = new Float64Array(distinct.size);
  const values = distinct.values();
  for (let i = 0; i < order.length; i++) {
    const start = order[i]! * distinct.width + within.length;
    data.set(values.subarray(start, start + width), i * width);
  }
  const ofGroup = pointOf.map((point) => newNumber[point]!);
  for (let group = 0; group < groups.size; group++) weights[ofGroup[group]!]! += groups.counts[group]!;
  const { partitions, partitionCount } = numberPartitions(distinct, order, within.length);
  return { matrix: { rows: distinct.size, columns: featureNames, data, weights }, partitions, partitionCount, ofGroup };
}

function distinctPoints(
  groups: ReducedGroups,
  width: number,
  within: readonly number[],
): { distinct: DistinctRows; pointOf: Int32Array } {
  const keptWidth = groups.dictionaries.length;
  const distinct = new DistinctRows(within.length + width);
  const row = new Float64Array(within.length + width);
  const pointOf = new Int32Array(groups.size);
  for (let group = 0; group < groups.size; group++) {
    for (let i = 0; i < within.length; i++) row[i] = groups.kept[group * keptWidth + within[i]!]!;
    row.set(groups.features.subarray(group * width, (group + 1) * width), within.length);
    pointOf[group] = distinct.add(row);
  }
  return { distinct, pointOf };
}

function earliest(groups: ReducedGroups, pointOf: Int32Array, size: number): BigInt64Array {
  const times = new BigInt64Array(size).fill(2n ** 63n - 1n);
  for (let group = 0; group < groups.size; group++) {
    const point = pointOf[group]!;
    if (groups.firstTimes[group]! < times[point]!) times[point] = groups.firstTimes[group]!;
  }
  return times;
}

function canonicalOrder(
  distinct: DistinctRows,
  firstTimes: BigInt64Array,
  groups: ReducedGroups,
  within: readonly number[],
): Int32Array {
  const values = distinct.values();
  const { width } = distinct;
  const compareKeys = (a: number, b: number): number => {
    for (let i = 0; i < within.length; i++) {
      const dictionary = groups.dictionaries[within[i]!]!;
      const left = dictionary[values[a * width + i]!]!;
      const right = dictionary[values[b * width + i]!]!;
      if (left !== right) return left < right ? -1 : 1;
    }
    for (let i = within.length; i < width; i++) {
      const difference = values[a * width + i]! - values[b * width + i]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const order = Int32Array.from({ length: distinct.size }, (_, index) => index);
  return order.sort((a, b) => {
    const [left, right] = [firstTimes[a]!, firstTimes[b]!];
    return left === right ? compareKeys(a, b) : left < right ? -1 : 1;
  });
}

function invert(order: Int32Array): Int32Array {
  const inverse = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) inverse[order[i]!] = i;
  return inverse;
}

function numberPartitions(
  distinct: DistinctRows,
  order: Int32Array,
  width: number,
): { partitions: Int32Array; partitionCount: number } {
  const seen = new DistinctRows(width);
  const values = distinct.values();
  const partitions = order.map((point) =>
    seen.add(values.subarray(point * distinct.width, point * distinct.width + width)),
  );
  return { partitions, partitionCount: seen.size };
}

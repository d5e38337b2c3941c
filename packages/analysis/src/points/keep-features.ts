import type { AnalysisPlan, ReducedGroups } from "@winnow/core";
import { DistinctRows } from "./distinct-rows.ts";

/**
 * The same groups without some of the features: those that now are equal become one, as if they had been reduced so.
 * @param positions of the features to keep, in the order that they shall have
 */
export function keepFeatures(
  groups: ReducedGroups,
  plan: AnalysisPlan,
  positions: readonly number[],
): { readonly groups: ReducedGroups; readonly plan: AnalysisPlan } {
  const kept = { ...plan, features: positions.map((position) => plan.features[position]!) };
  return { groups: mergeEqual(groups, plan.features.length, positions, plan.rank.signals.length), plan: kept };
}

function mergeEqual(
  groups: ReducedGroups,
  width: number,
  positions: readonly number[],
  signals: number,
): ReducedGroups {
  const texts = groups.dictionaries.length;
  const distinct = new DistinctRows(positions.length + signals + texts);
  const row = new Float64Array(distinct.width);
  const newNumber = new Int32Array(groups.size);
  for (let group = 0; group < groups.size; group++) {
    positions.forEach((position, at) => (row[at] = groups.features[group * width + position]!));
    row.set(groups.signals.subarray(group * signals, (group + 1) * signals), positions.length);
    row.set(groups.kept.subarray(group * texts, (group + 1) * texts), positions.length + signals);
    newNumber[group] = distinct.add(row);
  }
  return merged(groups, newNumber, distinct, positions.length, signals);
}

function merged(
  groups: ReducedGroups,
  newNumber: Int32Array,
  distinct: DistinctRows,
  features: number,
  signals: number,
): ReducedGroups {
  const { size, width } = distinct;
  const lead = leads(groups, newNumber, size);
  const counts = new Float64Array(size);
  const lastTimes = BigInt64Array.from(lead, (group) => groups.lastTimes[group]!);
  newNumber.forEach((to, group) => {
    counts[to]! += groups.counts[group]!;
    if (groups.lastTimes[group]! > lastTimes[to]!) lastTimes[to] = groups.lastTimes[group]!;
  });
  const values = distinct.values();
  const part = <T extends Float64Array | Int32Array>(target: T, start: number, count: number): T => {
    for (let group = 0; group < size; group++) {
      for (let i = 0; i < count; i++) target[group * count + i] = values[group * width + start + i]!;
    }
    return target;
  };
  const texts = width - features - signals;
  return {
    size,
    features: part(new Float64Array(size * features), 0, features),
    signals: part(new Float64Array(size * signals), features, signals),
    kept: part(new Int32Array(size * texts), features + signals, texts),
    dictionaries: groups.dictionaries,
    counts,
    firstTimes: BigInt64Array.from(lead, (group) => groups.firstTimes[group]!),
    lastTimes,
    exemplars: Float64Array.from(lead, (group) => groups.exemplars[group]!),
    tieBreaks: BigUint64Array.from(lead, (group) => groups.tieBreaks[group]!),
    fromEngine: groups.fromEngine.map((group) => newNumber[group]!),
  };
}

/** The group with the earliest event among those that become one. */
function leads({ firstTimes, tieBreaks, exemplars }: ReducedGroups, newNumber: Int32Array, size: number): number[] {
  const isBefore = (a: number, b: number): boolean => {
    if (firstTimes[a] !== firstTimes[b]) return firstTimes[a]! < firstTimes[b]!;
    return tieBreaks[a] === tieBreaks[b] ? exemplars[a]! < exemplars[b]! : tieBreaks[a]! < tieBreaks[b]!;
  };
  const lead = Array.from<number>({ length: size });
  newNumber.forEach((to, group) => {
    const known = lead[to];
    if (known === undefined || isBefore(group, known)) lead[to] = group;
  });
  return lead;
}

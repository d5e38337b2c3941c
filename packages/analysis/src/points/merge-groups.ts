import type { ReducedGroups } from "@winnow/core";

/** Groups without their way back to the engine that made them. */
export type MergeableGroups = Omit<ReducedGroups, "fromEngine">;

/**
 * One group for each number: counts added up, the last time of all, everything else as in the group with the earliest
 * event. Groups of one number should be equal in what is asked of them afterwards.
 * @param newNumber for each group; numbers are 0, 1, 2, … without gaps
 */
export function mergeGroups(groups: MergeableGroups, newNumber: Int32Array): MergeableGroups {
  const lead = leads(groups, newNumber);
  const size = lead.length;
  const counts = new Float64Array(size);
  const lastTimes = BigInt64Array.from(lead, (group) => groups.lastTimes[group]!);
  newNumber.forEach((to, group) => {
    counts[to]! += groups.counts[group]!;
    if (groups.lastTimes[group]! > lastTimes[to]!) lastTimes[to] = groups.lastTimes[group]!;
  });
  const rowsOf = <T extends Float64Array | Int32Array>(table: T): T => {
    const width = groups.size === 0 ? 0 : table.length / groups.size;
    const made = table.slice(0, size * width) as T;
    lead.forEach((group, i) => made.set(table.subarray(group * width, (group + 1) * width), i * width));
    return made;
  };
  return {
    size,
    features: rowsOf(groups.features),
    signals: rowsOf(groups.signals),
    kept: rowsOf(groups.kept),
    dictionaries: groups.dictionaries,
    counts,
    firstTimes: BigInt64Array.from(lead, (group) => groups.firstTimes[group]!),
    lastTimes,
    exemplars: Float64Array.from(lead, (group) => groups.exemplars[group]!),
    tieBreaks: BigUint64Array.from(lead, (group) => groups.tieBreaks[group]!),
  };
}

/** For each number the group with the earliest event. */
function leads({ firstTimes, tieBreaks, exemplars }: MergeableGroups, newNumber: Int32Array): number[] {
  const isEarlier = (a: number, b: number): boolean => {
    if (firstTimes[a] !== firstTimes[b]) return firstTimes[a]! < firstTimes[b]!;
    return tieBreaks[a] === tieBreaks[b] ? exemplars[a]! < exemplars[b]! : tieBreaks[a]! < tieBreaks[b]!;
  };
  const lead: number[] = [];
  newNumber.forEach((to, group) => {
    const known = lead[to];
    if (known === undefined || isEarlier(group, known)) lead[to] = group;
  });
  return lead;
}

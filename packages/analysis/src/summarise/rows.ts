import type { FoldedRarity, AnalysisPlan, ReducedGroups } from "@winnow/core";
import { oncePer } from "../once-per.ts";
import type { PointClusters } from "../cluster/cluster.ts";
import type { Stability } from "../cluster/stability.ts";
import type { Points } from "../points/points.ts";

/** An output row before it has a reading position. */
export interface Row {
  /** Cluster number, −1 for noise and for groups that a guard split off. */
  readonly clusterId: number;
  readonly size: number;
  readonly firstTime: bigint;
  readonly lastTime: bigint;
  /** Members, the group of the exemplar first. */
  readonly groups: readonly number[];
  readonly folded: readonly FoldedRarity[];
  /** Highest outlier score among its points, where the clusterer gives any. */
  readonly outlierScore: number | null;
  /** Highest share of neighbouring settings in which one of its points is noise, where that was measured. */
  readonly noiseShare: number | null;
  /** How many settings that is a share of. */
  readonly settings: number;
}

/** Events per value of every kept field: `[field][value]`. */
export type ValueCounts = readonly Float64Array[];

/**
 * One row per cluster and per noise point, in canonical order; guarded rarities shown or split off.
 * @param onRow called for each row, before it is made
 */
export function makeRows(
  groups: ReducedGroups,
  points: Points,
  clusters: PointClusters,
  stability: Stability | null,
  plan: AnalysisPlan,
  onRow: () => void = () => {},
): Row[] {
  const counts = countValues(groups);
  const guard = new GuardedValues(groups, counts, plan);
  return assignGroups(groups, points, clusters, guard).map(({ clusterId, groups: members }) => {
    onRow();
    return summarise(members, clusterId, groups, points, clusters, stability, guard);
  });
}

export const countValues: (groups: ReducedGroups) => ValueCounts = oncePer(
  ({ size, kept, dictionaries, counts }: ReducedGroups) => {
    const totals = dictionaries.map((dictionary) => new Float64Array(dictionary.length));
    for (const [field, total] of totals.entries()) {
      for (let group = 0; group < size; group++) total[kept[group * totals.length + field]!]! += counts[group]!;
    }
    return totals;
  },
);

/** What the profile's guard says of the values of a group. */
class GuardedValues {
  readonly fields: AnalysisPlan["guard"]["fields"];
  readonly names: readonly string[];
  readonly split: boolean;
  readonly #groups: ReducedGroups;
  readonly #counts: ValueCounts;

  constructor(groups: ReducedGroups, counts: ValueCounts, { guard, kept }: AnalysisPlan) {
    this.fields = guard.fields;
    this.names = kept.map((value) => value.name);
    this.split = guard.mode === "split";
    this.#groups = groups;
    this.#counts = counts;
  }

  value(group: number, position: number): number {
    return this.#groups.kept[group * this.#groups.dictionaries.length + position]!;
  }

  text(value: number, position: number): string {
    return this.#groups.dictionaries[position]![value]!;
  }

  /** Events in all that have the group's value of a kept field. */
  events(group: number, position: number): number {
    return this.#counts[position]![this.value(group, position)]!;
  }

  hasRare(group: number): boolean {
    return this.fields.some(({ by, atMost }) => this.events(group, by) <= atMost);
  }
}

interface Members {
  readonly clusterId: number;
  readonly groups: number[];
}

function assignGroups(groups: ReducedGroups, points: Points, clusters: PointClusters, guard: GuardedValues): Members[] {
  const rows = new Map<number, Members>();
  const split: Members[] = [];
  for (let group = 0; group < groups.size; group++) {
    const point = points.ofGroup[group]!;
    const label = clusters.labels[point]!;
    if (label >= 0 && guard.split && guard.hasRare(group)) {
      split.push({ clusterId: -1, groups: [group] });
      continue;
    }
    // Noise points have no cluster to share: each is a row of its own, under a key below every cluster's.
    const key = label >= 0 ? label : -1 - point;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { clusterId: label, groups: [group] });
    else row.groups.push(group);
  }
  return [...rows.values(), ...split];
}

/** @param members in content order: the first is the exemplar's group */
function summarise(
  members: readonly number[],
  clusterId: number,
  groups: ReducedGroups,
  points: Points,
  clusters: PointClusters,
  stability: Stability | null,
  guard: GuardedValues,
): Row {
  const [exemplar] = members as [number];
  const folded = guard.split ? [] : foldedRarities(members, groups, guard);
  return {
    clusterId,
    size: members.reduce((sum, group) => sum + groups.counts[group]!, 0),
    firstTime: groups.firstTimes[exemplar]!,
    lastTime: members.reduce((last, group) => max(last, groups.lastTimes[group]!), groups.lastTimes[exemplar]!),
    groups: members,
    folded,
    outlierScore: clusters.outlierScores === null ? null : highest(members, points, clusters.outlierScores),
    noiseShare: stability === null ? null : highest(members, points, stability.noiseShare),
    settings: stability?.settings ?? 0,
  };
}

/** The rare values among `members` that the exemplar (the first of them) does not show, one event for each. */
function foldedRarities(members: readonly number[], groups: ReducedGroups, guard: GuardedValues): FoldedRarity[] {
  const [exemplar] = members as [number];
  const shownBy = new Map<number, FoldedRarity["values"][number][]>();
  for (const { position, by, atMost } of guard.fields) {
    const seen = new Set([guard.value(exemplar, position)]);
    for (const group of members) {
      const value = guard.value(group, position);
      if (seen.has(value) || guard.events(group, by) > atMost) continue;
      seen.add(value);
      const entry = {
        field: guard.names[position]!,
        value: guard.text(value, position),
        events: guard.events(group, position),
      };
      shownBy.set(group, [...(shownBy.get(group) ?? []), entry]);
    }
  }
  return [...shownBy].map(([group, values]) => ({ event: groups.exemplars[group]!, values }));
}

function highest(members: readonly number[], points: Points, scores: Float64Array): number {
  return members.reduce((top, group) => Math.max(top, scores[points.ofGroup[group]!]!), 0);
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

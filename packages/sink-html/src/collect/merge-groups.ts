import { countValues, DistinctRows, mergeGroups } from "@winnow/analysis";
import type { RunResult } from "@winnow/core";
import type { ReportAnalysis } from "../data/report-data.ts";

type Groups = ReportAnalysis["groups"];

export interface PageGroups {
  readonly groups: Groups;
  /** Group of the page for each group of the analysis. */
  readonly ofGroup: Int32Array;
  /** How many groups the run had, where the page holds fewer; else `null`. */
  readonly mergedFrom: number | null;
}

/**
 * The groups that the page holds: all of them up to `most`, else fewer. Groups are merged that stand in one row, are the
 * same to the clusterer (equal features and partition) and to the guard (equal guarded values, as far as those are
 * rare). Clusters, rows and rare values stay what they are; of the values that are common, those of a merged group's
 * earliest event speak for all of it.
 */
export function pageGroups(result: Pick<RunResult, "rows" | "analysis">, most: number): PageGroups {
  const { fromEngine: _, ...groups } = result.analysis.groups;
  if (groups.size <= most) {
    const ofGroup = Int32Array.from({ length: groups.size }, (_none, group) => group);
    return { groups: withSmallTies(groups), ofGroup, mergedFrom: null };
  }
  const ofGroup = likeGroups(result);
  return { groups: withSmallTies(mergeGroups(groups, ofGroup)), ofGroup, mergedFrom: groups.size };
}

/** Numbers for groups, equal for those that may be merged. */
function likeGroups({ rows, analysis }: Pick<RunResult, "rows" | "analysis">): Int32Array {
  const { groups, plan } = analysis;
  const [width, kept] = [plan.features.length, plan.kept.length];
  const rowOf = new Int32Array(groups.size);
  rows.forEach((row, at) => row.groups.forEach((group) => (rowOf[groups.fromEngine[group]!] = at)));
  const counts = countValues(groups);
  const vector = new Float64Array(1 + width + plan.within.length + plan.guard.fields.length);
  const distinct = new DistinctRows(vector.length);
  return Int32Array.from({ length: groups.size }, (_, group) => {
    vector[0] = rowOf[group]!;
    for (let f = 0; f < width; f++) vector[1 + f] = groups.features[group * width + f]!;
    plan.within.forEach((position, i) => (vector[1 + width + i] = groups.kept[group * kept + position]!));
    plan.guard.fields.forEach(({ position, by, atMost }, i) => {
      const rare = counts[by]![groups.kept[group * kept + by]!]! <= atMost;
      vector[1 + width + plan.within.length + i] = rare ? groups.kept[group * kept + position]! : -1;
    });
    return distinct.add(vector);
  });
}

/**
 * Numbers that order groups of one first instant as their tie breaks do, and are small: equal where those are equal.
 * Tie breaks themselves are hashes, which no compression makes smaller.
 */
function withSmallTies(all: Groups): Groups {
  const { size, firstTimes, tieBreaks } = all;
  const byTime = new Map<bigint, number[]>();
  for (let group = 0; group < size; group++) {
    const known = byTime.get(firstTimes[group]!);
    if (known === undefined) byTime.set(firstTimes[group]!, [group]);
    else known.push(group);
  }
  const order = new BigUint64Array(size);
  for (const groups of byTime.values()) {
    if (groups.length === 1) continue;
    const distinct = [...new Set(groups.map((group) => tieBreaks[group]!))].sort((a, b) => (a < b ? -1 : 1));
    const rank = new Map(distinct.map((tie, i) => [tie, BigInt(i)]));
    for (const group of groups) order[group] = rank.get(tieBreaks[group]!)!;
  }
  return { ...all, tieBreaks: order };
}

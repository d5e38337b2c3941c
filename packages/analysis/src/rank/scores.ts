import type { AnalysisPlan, ReducedGroups } from "@winnow/core";
import { weightedSignals } from "../groups/merge-groups.ts";
import type { PlannedTerm, PlannedVolume } from "../plan.ts";

/** One thing that raises (or lowers) a group's place in the reading order. */
export interface Contribution {
  readonly score: number;
  readonly cause:
    | { readonly kind: "rarity"; readonly term: PlannedTerm; readonly events: number }
    | {
        readonly kind: "volume";
        readonly term: PlannedVolume;
        readonly sum: number;
        readonly relation: Relation;
        /** Events with these values that the volume does not count and that came after its first. */
        readonly others: number;
      }
    | { readonly kind: "signal"; readonly index: number; readonly value: number };
}

/** How a group stands to the events that a volume counts: one of them, after some of them, or merely beside them. */
export type Relation = "among" | "after" | "beside";

/** The score of every group from its own rarities and signals, and what it consists of. */
export interface GroupScores {
  /** Of each group's peak. */
  readonly scores: Float64Array;
  /** Of each group's events, added up. */
  readonly eventSums: Float64Array;
  /** Contributions to one group's score, the largest first. */
  contributions(group: number): Contribution[];
}

/**
 * How rare a count is: 1 for a single event, 0 for ten, −1 for a hundred and more. Absolute on purpose: what
 * happened once is as worth reading among a million events as among a hundred.
 */
export function rarity(events: number): number {
  return Math.max(-1, 1 - Math.log10(events));
}

/** A number for each group's combination of kept values, equal for equal combinations, and events per number. */
export interface Combinations {
  readonly ofGroup: Int32Array;
  readonly events: Float64Array;
}

/** Kept values are numbered below this, so that a pair of numbers is a whole number that doubles hold exactly. */
const NUMBERS = 2 ** 26;

/** Numbers the combinations of kept values at `positions`. */
export function combine(
  { size, kept, dictionaries, counts }: ReducedGroups,
  positions: readonly number[],
): Combinations {
  const width = dictionaries.length;
  const ofGroup = new Int32Array(size);
  const [first, ...others] = positions;
  // The values of one field are numbered already.
  let distinct = first === undefined ? 1 : dictionaries[first]!.length;
  if (first !== undefined) for (let group = 0; group < size; group++) ofGroup[group] = kept[group * width + first]!;
  for (const position of others) {
    const pairs = new Map<number, number>();
    for (let group = 0; group < size; group++) {
      const pair = ofGroup[group]! * NUMBERS + kept[group * width + position]!;
      const known = pairs.get(pair);
      ofGroup[group] = known ?? pairs.size;
      if (known === undefined) pairs.set(pair, pairs.size);
    }
    distinct = pairs.size;
  }
  const events = new Float64Array(distinct);
  for (let group = 0; group < size; group++) events[ofGroup[group]!]! += counts[group]!;
  return { ofGroup, events };
}

type Part = (group: number) => Contribution;

/** Adds up, for every group, weighted rarities of its combinations, weighted signals and volumes. */
export function scoreGroups(groups: ReducedGroups, { rank }: AnalysisPlan): GroupScores {
  const shared: Part[] = [
    ...rank.rarity.map((term) => rarityPart(groups, term)),
    ...rank.volume.map((term) => volumePart(groups, term, rank.signals.length)),
  ];
  const signals = rank.signalWeights.map((weight, index): Part => (group) => {
    const value = groups.signals[group * rank.signals.length + index]!;
    return { score: weight * value, cause: { kind: "signal", index, value } };
  });
  const scores = new Float64Array(groups.size);
  const eventSums = new Float64Array(groups.size);
  for (let group = 0; group < groups.size; group++) {
    for (const part of shared) scores[group]! += part(group).score;
    eventSums[group] =
      scores[group]! * groups.counts[group]! + weightedSignals(groups.signalSums, group, rank.signalWeights);
    for (const part of signals) scores[group]! += part(group).score;
  }
  const contributions = (group: number): Contribution[] =>
    [...shared, ...signals].map((part) => part(group)).toSorted((a, b) => b.score - a.score);
  return { scores, eventSums, contributions };
}

function rarityPart(groups: ReducedGroups, term: PlannedTerm): Part {
  const { ofGroup, events } = combine(groups, term.positions);
  return (group) => {
    const count = events[ofGroup[group]!]!;
    return { score: term.weight * rarity(count), cause: { kind: "rarity", term, events: count } };
  };
}

function volumePart(groups: ReducedGroups, term: PlannedVolume, width: number): Part {
  const { ofGroup, events } = combine(groups, term.positions);
  const sums = new Float64Array(events.length);
  const began = new BigInt64Array(events.length).fill(2n ** 63n - 1n);
  const own = (group: number): number => groups.signalSums[group * width + term.signal]!;
  for (let group = 0; group < groups.size; group++) {
    if (own(group) === 0) continue;
    const shared = ofGroup[group]!;
    sums[shared]! += own(group);
    if (groups.firstTimes[group]! < began[shared]!) began[shared] = groups.firstTimes[group]!;
  }
  const others = new Float64Array(events.length);
  for (let group = 0; group < groups.size; group++) {
    const shared = ofGroup[group]!;
    if (own(group) === 0 && began[shared]! < groups.lastTimes[group]!) others[shared]! += groups.counts[group]!;
  }
  return (group) => {
    const shared = ofGroup[group]!;
    const sum = sums[shared]!;
    const isLater = began[shared]! < groups.lastTimes[group]!;
    const relation: Relation = own(group) !== 0 ? "among" : isLater ? "after" : "beside";
    const score = term.weight * Math.log10(1 + Math.max(0, sum));
    return { score, cause: { kind: "volume", term, sum, relation, others: others[shared]! } };
  };
}

/** Events after which a place's mean is trusted by half: one event alone says little of what happened around it. */
const HALF_TRUST = 3;

/**
 * What else happened in the same place lends its score: the mean over the events there, trusted less where there
 * are few. Returned per group, already weighted.
 * @param eventSums scores of each group's events, added up
 */
export function contextScores(
  groups: ReducedGroups,
  eventSums: Float64Array,
  context: PlannedTerm | null,
): Float64Array {
  const lent = new Float64Array(groups.size);
  if (context === null) return lent;
  const { ofGroup, events } = combine(groups, context.positions);
  const sums = new Float64Array(events.length);
  for (let group = 0; group < groups.size; group++) sums[ofGroup[group]!]! += eventSums[group]!;
  for (let group = 0; group < groups.size; group++) {
    const place = ofGroup[group]!;
    lent[group] = context.weight * (sums[place]! / (events[place]! + HALF_TRUST));
  }
  return lent;
}

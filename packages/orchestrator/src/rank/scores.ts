import type { PlannedTerm, Plan } from "../plan/types.ts";
import type { ReducedGroups } from "../reduce/fold.ts";

/** One thing that raises (or lowers) a group's place in the reading order. */
export interface Contribution {
  readonly score: number;
  readonly cause:
    | { readonly kind: "rarity"; readonly term: PlannedTerm; readonly events: number }
    | { readonly kind: "signal"; readonly index: number; readonly value: number };
}

/** The score of every group from its own rarities and signals, and what it is made of. */
export interface GroupScores {
  readonly scores: Float64Array;
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

/** Numbers the combinations of kept values at `positions` by first appearance. */
export function combine(
  { size, kept, dictionaries, counts }: ReducedGroups,
  positions: readonly number[],
): Combinations {
  const numbers = new Map<string, number>();
  const ofGroup = new Int32Array(size);
  const events: number[] = [];
  for (let group = 0; group < size; group++) {
    const key = positions.map((position) => kept[group * dictionaries.length + position]).join(",");
    const known = numbers.get(key);
    const number = known ?? numbers.size;
    if (known === undefined) {
      numbers.set(key, number);
      events.push(0);
    }
    ofGroup[group] = number;
    events[number]! += counts[group]!;
  }
  return { ofGroup, events: Float64Array.from(events) };
}

/** Adds up, for every group, weighted rarities of its combinations and weighted signals. */
export function scoreGroups(groups: ReducedGroups, { rank }: Plan): GroupScores {
  const terms = rank.rarity.map((term) => ({ term, combinations: combine(groups, term.positions) }));
  const width = rank.signals.length;
  const contributions = (group: number): Contribution[] => [
    ...terms.map(({ term, combinations }): Contribution => {
      const events = combinations.events[combinations.ofGroup[group]!]!;
      return { score: term.weight * rarity(events), cause: { kind: "rarity", term, events } };
    }),
    ...rank.signalWeights.map((weight, index): Contribution => {
      const value = groups.signals[group * width + index]!;
      return { score: weight * value, cause: { kind: "signal", index, value } };
    }),
  ];
  const scores = new Float64Array(groups.size);
  for (let group = 0; group < groups.size; group++) {
    for (const { combinations, term } of terms) {
      scores[group]! += term.weight * rarity(combinations.events[combinations.ofGroup[group]!]!);
    }
    for (let i = 0; i < width; i++) scores[group]! += rank.signalWeights[i]! * groups.signals[group * width + i]!;
  }
  return { scores, contributions: (group) => contributions(group).toSorted((a, b) => b.score - a.score) };
}

/** Events after which a place's mean is trusted by half: one event alone says little of what happened around it. */
const HALF_TRUST = 3;

/**
 * What else happened in the same place lends its score: the mean over the events there, trusted less where there
 * are few. Returned per group, already weighted.
 */
export function contextScores(groups: ReducedGroups, scores: Float64Array, context: PlannedTerm | null): Float64Array {
  const lent = new Float64Array(groups.size);
  if (context === null) return lent;
  const { ofGroup, events } = combine(groups, context.positions);
  const sums = new Float64Array(events.length);
  for (let group = 0; group < groups.size; group++) sums[ofGroup[group]!]! += scores[group]! * groups.counts[group]!;
  for (let group = 0; group < groups.size; group++) {
    const place = ofGroup[group]!;
    lent[group] = context.weight * (sums[place]! / (events[place]! + HALF_TRUST));
  }
  return lent;
}

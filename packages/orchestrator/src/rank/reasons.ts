import type { Plan } from "../plan/types.ts";
import type { ReducedGroups } from "../reduce/fold.ts";
import type { Row } from "../summarise/rows.ts";
import type { Contribution } from "./scores.ts";

/** Tells what would have made an unusual combination ordinary. */
export interface Ordinary {
  /**
   * The usual value of the first of `positions` where the others are as in `group`; nothing when the group has it.
   * `rank` is the row in which the usual case stands.
   */
  instead(group: number, positions: readonly number[]): { value: string; events: number; rank: number } | undefined;
}

interface Surroundings {
  readonly groups: ReducedGroups;
  readonly plan: Plan;
  /** The group that gives the row its score. */
  readonly lead: number;
  readonly events: number;
  readonly ordinary: Ordinary;
}

/** Reasons beyond these are true as well, and not worth an analyst's time. */
const MOST_CONTRIBUTIONS = 5;
const MOST_FOLDED = 3;

const number = new Intl.NumberFormat("en-US");

function countOf(count: number, noun: string): string {
  return `${number.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Why a row stands where it stands, most telling first: short sentences with the numbers behind them. */
export function reasonsFor(row: Row, contributions: readonly Contribution[], around: Surroundings): string[] {
  const telling = contributions.filter(({ score }) => score > 0).slice(0, MOST_CONTRIBUTIONS);
  return [
    placeInCluster(row, around.events),
    ...telling.map(({ cause }) => reasonFor(cause, around)),
    ...foldedReasons(row),
    ...stabilityReason(row),
  ];
}

function placeInCluster(row: Row, events: number): string {
  const share = `${countOf(row.size, "event")} of ${number.format(events)}`;
  if (row.clusterId < 0) return `unlike the rest: ${share}, in no cluster`;
  return row.size === 1 ? share : `${share} behave alike`;
}

function reasonFor(cause: Contribution["cause"], around: Surroundings): string {
  switch (cause.kind) {
    case "signal":
      return signalReason(cause.index, cause.value, around.plan);
    case "rarity":
      return rarityReason(cause, around);
    case "volume":
      return volumeReason(cause, around);
  }
}

function signalReason(index: number, value: number, { rank }: Plan): string {
  const { name, says } = rank.signals[index]!;
  return says ?? `${name} is ${number.format(value)}`;
}

type Cause<K extends Contribution["cause"]["kind"]> = Extract<Contribution["cause"], { kind: K }>;

function rarityReason({ term, events }: Cause<"rarity">, { groups, plan, lead, ordinary }: Surroundings): string {
  const seen = `${valuesOf(term.positions, groups, plan, lead)}: ${countOf(events, "event")}`;
  const usual = ordinary.instead(lead, term.positions);
  if (usual === undefined || usual.value === "" || usual.events <= events) return seen;
  return `${seen}; with ${quote(usual.value)} it would be one of ${number.format(usual.events)} (row ${usual.rank})`;
}

function volumeReason({ term, sum, relation, others }: Cause<"volume">, { groups, plan, lead }: Surroundings): string {
  const counted = `${valuesOf(term.positions, groups, plan, lead)}: ${number.format(sum)} ${term.say}`;
  if (relation === "after") return `${counted}, and then this`;
  if (relation === "beside" || others === 0) return counted;
  return `${counted}, and ${countOf(others, "other event")} after the first of them`;
}

function valuesOf(positions: readonly number[], groups: ReducedGroups, plan: Plan, lead: number): string {
  const values = positions.map((position) => {
    const value = groups.kept[lead * groups.dictionaries.length + position]!;
    return `${plan.kept[position]!.name} ${quote(groups.dictionaries[position]![value]!)}`;
  });
  return values.join(" with ");
}

function foldedReasons({ folded }: Row): string[] {
  const values = folded.flatMap((entry) => entry.values);
  const shown = values.slice(0, MOST_FOLDED).map(({ field, value, events }) => {
    return `also holds ${field} ${quote(value)}, which ${countOf(events, "event")} in all ${events === 1 ? "has" : "have"}`;
  });
  const others = values.length - shown.length;
  return others > 0 ? [...shown, `and ${countOf(others, "further value")} shown beside it`] : shown;
}

function stabilityReason({ noiseShare, settings }: Row): string[] {
  if (noiseShare === null || noiseShare === 0) return [];
  return [`noise in ${Math.round(noiseShare * settings)} of ${settings} neighbouring settings`];
}

const LONGEST_VALUE = 80;

function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE - 1) + "…" : text);
}

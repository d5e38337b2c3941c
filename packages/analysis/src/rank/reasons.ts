import type { AnalysisPlan, NamedValue, ReducedGroups } from "@winnow/core";
import type { Row } from "../summarise/rows.ts";
import type { Contribution } from "./scores.ts";

/** Tells what would have made an unusual combination ordinary. */
export interface Ordinary {
  /**
   * The usual value of the first of `positions` where the others (where there are none, the values that partition)
   * are as in `group`; nothing when the group has it.
   * `rank` is the row in which the usual case stands.
   */
  instead(group: number, positions: readonly number[]): { value: string; events: number; rank: number } | undefined;
}

interface Surroundings {
  readonly groups: ReducedGroups;
  readonly plan: AnalysisPlan;
  /** The group that gives the row its score. */
  readonly lead: number;
  readonly events: number;
  readonly ordinary: Ordinary;
}

/** Reasons beyond these are true as well, and not worth an analyst's time. */
const MOST_CONTRIBUTIONS = 5;
const MOST_FOLDED = 2;
/** The row shows the whole text; a reason only has to have it recognised. */
const LONGEST_VALUE = 60;

const number = new Intl.NumberFormat("en-US");

function countOf(count: number, noun: string): string {
  return `${number.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Why a row stands where it stands, most telling first: short sentences with the numbers behind them. */
export function reasonsFor(row: Row, contributions: readonly Contribution[], around: Surroundings): string[] {
  const telling = contributions.filter(isTelling).slice(0, MOST_CONTRIBUTIONS);
  return [
    placeInCluster(row, around.events),
    ...telling.map(({ cause }) => reasonFor(cause, around)),
    ...foldedReasons(row, around.plan),
    ...outlierReason(row, around.plan),
    ...stabilityReason(row),
  ];
}

/** That one of the events is the one event is no news. */
function isTelling({ score, cause }: Contribution): boolean {
  return score > 0 && !(cause.kind === "volume" && cause.relation === "among" && cause.sum <= 1 && cause.others === 0);
}

function placeInCluster(row: Row, events: number): string {
  const share = `${countOf(row.size, "event")} of ${number.format(events)}`;
  if (row.clusterId < 0) return `unlike the rest: ${share}, in no cluster`;
  return row.size === 1 ? share : `${share} behave alike`;
}

function reasonFor(cause: Contribution["cause"], around: Surroundings): string {
  switch (cause.kind) {
    case "signal":
      return signalReason(cause, around);
    case "rarity":
      return rarityReason(cause, around);
    case "volume":
      return volumeReason(cause, around);
  }
}

type Cause<K extends Contribution["cause"]["kind"]> = Extract<Contribution["cause"], { kind: K }>;

function signalReason({ index, value }: Cause<"signal">, { groups, plan, lead }: Surroundings): string {
  const { name, says = `${name} is ${number.format(value)}` } = plan.rank.signals[index]!;
  const position = plan.rank.signalTexts[index]!;
  const which = position === null ? "" : textOf(position, groups, lead);
  return which === "" ? says : `${says}: ${inert(which)}`;
}

function rarityReason({ term, events }: Cause<"rarity">, { groups, plan, lead, ordinary }: Surroundings): string {
  const seen = `${valuesOf(term.positions, groups, plan, lead)}: ${countOf(events, "event")}`;
  const usual = ordinary.instead(lead, term.positions);
  if (usual === undefined || usual.value === "" || usual.events <= events) return seen;
  // What has to be cut short cannot be told from the unusual one.
  if (usual.value.length > LONGEST_VALUE) return seen;
  return `${seen}; with ${quote(usual.value)} it would be one of ${number.format(usual.events)} (row ${usual.rank})`;
}

function volumeReason({ term, sum, relation, others }: Cause<"volume">, { groups, plan, lead }: Surroundings): string {
  const counted = `${valuesOf(term.positions, groups, plan, lead)}: ${number.format(sum)} ${sum === 1 ? term.say.replace(/s$/, "") : term.say}`;
  if (relation === "after") return `${counted}, and then this`;
  if (relation === "beside" || others === 0) return counted;
  return `${counted}, and ${countOf(others, "other event")} after the first of them`;
}

function valuesOf(positions: readonly number[], groups: ReducedGroups, plan: AnalysisPlan, lead: number): string {
  const values = positions.map((position) => {
    return `${nameOf(plan.kept[position]!)} ${quote(textOf(position, groups, lead))}`;
  });
  return values.join(" with ");
}

function textOf(position: number, { kept, dictionaries }: ReducedGroups, group: number): string {
  return dictionaries[position]![kept[group * dictionaries.length + position]!]!;
}

/** `user` for `user.name`, `parent` for `process.parent.name`: a reader knows what is meant. */
function nameOf({ name, says }: NamedValue): string {
  return says ?? name.replace(/\.name$/, "").replace(/^process\./, "");
}

function foldedReasons({ folded }: Row, { kept }: AnalysisPlan): string[] {
  const values = new Map(folded.flatMap((entry) => entry.values.map((known) => [known.value, known])));
  const told = [...values.values()].map(({ field, value, events }) => {
    const name = nameOf(kept.find((known) => known.name === field)!);
    return `${name} ${quote(value)} (${countOf(events, "event")} in all)`;
  });
  // What looks alike once cut short is not said twice.
  const shown = [...new Set(told)].slice(0, MOST_FOLDED);
  if (shown.length === 0) return [];
  const others = values.size - shown.length;
  const rest = others > 0 ? ` and ${countOf(others, "further rare value")}, shown beside it` : "";
  return [`also holds ${shown.join(", ")}${rest}`];
}

function outlierReason({ outlierScore }: Row, { rank }: AnalysisPlan): string[] {
  if (rank.outlier === 0 || outlierScore === null || outlierScore <= 0) return [];
  return [`outlier score ${outlierScore.toFixed(2)} (0 inside a cluster, 1 far from all)`];
}

function stabilityReason({ noiseShare, settings }: Row): string[] {
  if (noiseShare === null || noiseShare === 0) return [];
  return [`noise in ${Math.round(noiseShare * settings)} of ${settings} neighbouring settings`];
}

function quote(text: string): string {
  const mark = text.includes('"') ? "'" : '"';
  return mark + inert(text) + mark;
}

/** Cut short, control characters written out, backslashes and quotes as they are: paths stay readable. */
function inert(text: string): string {
  const short = text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE - 1).trimEnd() + "…" : text;
  return JSON.stringify(short.toWellFormed())
    .slice(1, -1)
    .replaceAll(/\\(["\\])/g, "$1");
}

import type { AnalysisPlan, ReducedGroups } from "@winnow/core";
import { oncePer } from "../once-per.ts";
import type { Row } from "../summarise/rows.ts";
import { reasonsFor, type Ordinary } from "./reasons.ts";
import { combine, contextScores, rarity, scoreGroups } from "./scores.ts";

/** A row with its place in the reading order and why it stands there. */
export interface RankedRow extends Row {
  readonly rank: number;
  readonly score: number;
  readonly reasons: readonly string[];
}

interface ScoredRow {
  readonly row: Row;
  /** The group that gives the row its score. */
  readonly lead: number;
  score: number;
}

/**
 * Puts rows in the order worth reading. A row scores what its most telling group scores (weighted rarities of value
 * combinations, weighted signals, the score of the surroundings), plus its own rarity, outlier score and stability.
 * Of rows of one kind each further one counts less; equal scores go by time.
 * @param events all clustered events, for the reasons
 * @param onRow called for each row
 */
export function rankRows(
  rows: readonly Row[],
  groups: ReducedGroups,
  plan: AnalysisPlan,
  events: number,
  onRow: () => void = () => {},
): RankedRow[] {
  const { own, total, kinds } = standing(groups)(plan);
  const scored = rows.map((row) => scoreRow(row, total, plan)).sort(byScore);
  if (kinds !== null) spread(scored, kinds, plan.rank.spread!.weight);
  scored.sort(byScore);
  const ordinary = new OrdinaryCases(scored, groups, plan.within);
  return scored.map(({ row, lead, score }, index) => {
    onRow();
    let reasons: readonly string[] | undefined;
    return {
      ...row,
      folded: withLead(row, lead, groups),
      rank: index + 1,
      score,
      // Told when they are asked for: who tries settings looks at few rows.
      get reasons(): readonly string[] {
        return (reasons ??= reasonsFor(row, own.contributions(lead), { groups, plan, lead, events, ordinary }));
      },
    };
  });
}

/** What the groups score, by themselves and with what is around them: the same whatever rows they fall into. */
const standing = oncePer((groups: ReducedGroups) =>
  oncePer((plan: AnalysisPlan) => {
    const own = scoreGroups(groups, plan);
    const lent = contextScores(groups, own.eventSums, plan.rank.context);
    const total = own.scores.map((score, group) => score + lent[group]!);
    const kinds = plan.rank.spread === null ? null : combine(groups, plan.rank.spread.positions).ofGroup;
    return { own, total, kinds };
  }),
);

function scoreRow(row: Row, total: Float64Array, { rank }: AnalysisPlan): ScoredRow {
  // Of equals the first: the exemplar's group, or else the earliest.
  const lead = row.groups.reduce((best, group) => (total[group]! > total[best]! ? group : best));
  const own =
    rank.size * rarity(row.size) + rank.outlier * (row.outlierScore ?? 0) + rank.stability * (row.noiseShare ?? 0);
  return { row, lead, score: total[lead]! + own };
}

/** The event that gave the row its place is always shown: reasons must have something to point at. */
function withLead({ groups, folded }: Row, lead: number, { exemplars, peaks }: ReducedGroups): Row["folded"] {
  const event = peaks[lead]!;
  if (event === exemplars[groups[0]!] || folded.some((entry) => entry.event === event)) return folded;
  return [{ event, values: [] }, ...folded];
}

function byScore(a: ScoredRow, b: ScoredRow): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.row.firstTime !== b.row.firstTime) return a.row.firstTime < b.row.firstTime ? -1 : 1;
  return a.row.size - b.row.size;
}

/** Lowers the n-th best row of a kind by the binary logarithm of n. */
function spread(scored: readonly ScoredRow[], kinds: Int32Array, weight: number): void {
  const seen = new Map<number, number>();
  for (const entry of scored) {
    const kind = kinds[entry.lead]!;
    const nth = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, nth);
    entry.score -= weight * Math.log2(nth);
  }
}

interface Case {
  readonly value: number;
  events: number;
  /** Its group of most events. */
  group: number;
}

/** Finds, for an unusual combination, what would have been usual in its place. */
class OrdinaryCases implements Ordinary {
  readonly #groups: ReducedGroups;
  readonly #rankOf: Int32Array;
  readonly #within: readonly number[];
  /** By positions: the usual case for each combination of all values but the first, and that combination per group. */
  readonly #tables = new Map<string, { readonly ofGroup: Int32Array; readonly usual: readonly Case[] }>();

  constructor(scored: readonly ScoredRow[], groups: ReducedGroups, within: readonly number[]) {
    this.#groups = groups;
    this.#within = within;
    this.#rankOf = new Int32Array(groups.size);
    scored.forEach(({ row }, index) => row.groups.forEach((group) => (this.#rankOf[group] = index + 1)));
  }

  instead(group: number, positions: readonly number[]): { value: string; events: number; rank: number } | undefined {
    const [changed, ...others] = positions as [number, ...number[]];
    // A value that stands alone is compared with its own partition: what is usual for this program.
    const rest = others.length > 0 ? others : this.#within;
    if (rest.length === 0) return undefined;
    const { ofGroup, usual } = this.#table(changed, rest);
    const found = usual[ofGroup[group]!]!;
    if (found.value === this.#value(group, changed)) return undefined;
    const value = this.#text(found.value, changed);
    return { value, events: found.events, rank: this.#rankOf[found.group]! };
  }

  #table(changed: number, rest: readonly number[]): { readonly ofGroup: Int32Array; readonly usual: readonly Case[] } {
    const name = [changed, ...rest].join(",");
    const made = this.#tables.get(name);
    if (made !== undefined) return made;
    const { ofGroup, events } = combine(this.#groups, rest);
    const cases = Array.from(events, () => new Map<number, Case>());
    for (let group = 0; group < this.#groups.size; group++) this.#count(cases[ofGroup[group]!]!, group, changed);
    const usual = cases.map((byValue) =>
      [...byValue.values()].reduce((best, other) => this.#more(best, other, changed)),
    );
    const table = { ofGroup, usual };
    this.#tables.set(name, table);
    return table;
  }

  #count(cases: Map<number, Case>, group: number, changed: number): void {
    const { counts } = this.#groups;
    const value = this.#value(group, changed);
    const known = cases.get(value);
    if (known === undefined) {
      cases.set(value, { value, events: counts[group]!, group });
      return;
    }
    known.events += counts[group]!;
    const difference = counts[group]! - counts[known.group]!;
    if (difference > 0 || (difference === 0 && this.#rankOf[group]! < this.#rankOf[known.group]!)) known.group = group;
  }

  /** The case of more events; of equals the one that sorts first, so that the order of the input does not matter. */
  #more(a: Case, b: Case, changed: number): Case {
    if (a.events !== b.events) return a.events > b.events ? a : b;
    return this.#text(a.value, changed) <= this.#text(b.value, changed) ? a : b;
  }

  #text(value: number, position: number): string {
    return this.#groups.dictionaries[position]![value]!;
  }

  #value(group: number, position: number): number {
    return this.#groups.kept[group * this.#groups.dictionaries.length + position]!;
  }
}

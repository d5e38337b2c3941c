import type { Analysed, RankedRow } from "@winnow/analysis";
import {
  assertLedger,
  type Analysis,
  type AnalysisPlan,
  type AssignmentBatch,
  type EventBatch,
  type EventQuery,
  type Ledger,
  type Manifest,
  type Mark,
  type MembershipBatch,
  type OutputRow,
  type ReducedGroups,
  type RunResult,
} from "@winnow/core";
import type { MergeableReduction } from "@winnow/reduction";
import { noSingleEvents } from "../errors.ts";
import { fetchShown } from "./shown-events.ts";
import { slotTallies } from "./slots.ts";

/** Everything that a run found out, before sinks see it. */
export interface Findings {
  readonly plan: AnalysisPlan;
  readonly analysed: Analysed;
  readonly counts: Manifest["counts"];
  readonly ledger: Ledger;
  readonly manifest: Manifest;
  readonly scale: Analysis["scale"];
  readonly clusterer: Analysis["clusterer"];
  readonly marks: readonly Mark[];
  readonly seconds: Record<string, number>;
}

/** Presents the findings as {@link RunResult}: rows, exemplars, and the questions that the reduction answers. */
export async function makeResult(reduction: MergeableReduction, findings: Findings): Promise<RunResult> {
  const { plan, analysed, counts, ledger, manifest, seconds } = findings;
  const { groups } = analysed;
  const rows = analysed.rows.map((row) => toOutputRow(row, groups, plan, reduction.timed));
  const folded = rows.flatMap((row) => row.folded.map(({ event }) => event));
  const shown = await fetchShown(reduction, [...rows.map((row) => row.exemplar), ...folded]);
  return {
    profile: { name: manifest.profile.name, hash: manifest.profile.hash },
    ledger,
    counts,
    seconds,
    features: plan.features.map((feature) => feature.name),
    kept: plan.kept.map((value) => value.name),
    rows,
    guarded: analysed.guarded,
    reader: (field) => shown.reader(field),
    exemplars: shown.part(0, rows.length),
    foldedEvents: shown.part(rows.length, shown.rows),
    ...(reduction.rejects === undefined ? {} : { rejects: () => reduction.rejects!() }),
    ...answersOf(reduction, rows, groups, ledger),
    analysis: { groups, plan, scale: findings.scale, clusterer: findings.clusterer },
    marks: findings.marks,
    manifest,
  };
}

/** The questions that the reduction answers about single events. */
function answersOf(
  reduction: MergeableReduction,
  rows: readonly OutputRow[],
  groups: ReducedGroups,
  ledger: Ledger,
): Pick<RunResult, "events" | "histogram" | "activity" | "assignments" | "slots"> {
  const { drill } = reduction;
  if (drill === undefined) return { events: (query) => shownEvents(reduction, query) };
  const slots = drill.memberships === undefined ? undefined : slotTallies(rows, reduction.sources, drill.events);
  return {
    events: (query) => drill.events(query),
    histogram: (query, buckets) => drill.histogram(query, buckets),
    ...(drill.activity === undefined ? {} : { activity: (steps) => drill.activity!(steps) }),
    ...(drill.memberships === undefined
      ? {}
      : { assignments: () => assign(drill.memberships!(), groups.size, rows, ledger) }),
    ...(slots === undefined ? {} : { slots }),
  };
}

/** @throws `WN1357` for other events than those that are shown */
function shownEvents(reduction: MergeableReduction, { rows, limit }: EventQuery): AsyncIterable<EventBatch> {
  if (rows === undefined) throw noSingleEvents({});
  return reduction.exemplars(rows.slice(0, limit));
}

function toOutputRow(row: RankedRow, groups: ReducedGroups, { features }: AnalysisPlan, timed: boolean): OutputRow {
  const [exemplar] = row.groups as [number];
  const width = features.length;
  return {
    rank: row.rank,
    key: row.rank - 1,
    clusterId: row.clusterId,
    size: row.size,
    firstTime: timed ? row.firstTime : null,
    lastTime: timed ? row.lastTime : null,
    exemplar: groups.exemplars[exemplar]!,
    features: groups.features.slice(exemplar * width, (exemplar + 1) * width),
    kept: groups.dictionaries.map(
      (dictionary, field) => dictionary[groups.kept[exemplar * groups.dictionaries.length + field]!]!,
    ),
    folded: row.folded,
    reasons: row.reasons,
    groups: Int32Array.from(row.groups),
  };
}

/** Joins memberships with the rows; checks on the way that every clustered event has one. */
async function* assign(
  memberships: AsyncIterable<MembershipBatch>,
  size: number,
  rows: readonly OutputRow[],
  ledger: Ledger,
): AsyncGenerator<AssignmentBatch> {
  const [rankOf, clusterOf] = [new Int32Array(size), new Int32Array(size)];
  for (const { groups, rank, clusterId } of rows) {
    for (const group of groups) {
      rankOf[group] = rank;
      clusterOf[group] = clusterId;
    }
  }
  const shownHere = new Set(rows.flatMap((row) => [row.exemplar, ...row.folded.map((folded) => folded.event)]));
  let assigned = 0;
  for await (const { rows: row, groups } of memberships) {
    const [rank, cluster] = [new Int32Array(row.length), new Int32Array(row.length)];
    const shown = new Uint8Array(row.length);
    for (let i = 0; i < row.length; i++) {
      const group = groups[i]!;
      rank[i] = rankOf[group]!;
      cluster[i] = clusterOf[group]!;
      if (shownHere.has(row[i]!)) shown[i] = 1;
    }
    assigned += row.length;
    yield { row, cluster, rank, shown };
  }
  assertLedger({ ...ledger, clustered: assigned });
}

import type { RankedRow } from "@winnow/analysis";
import {
  assertLedger,
  type Analysis,
  type AssignmentBatch,
  type EventBatch,
  type EventEngine,
  type EventQuery,
  type GuardSummary,
  type Histogram,
  type Ledger,
  type Manifest,
  type Mark,
  type MembershipBatch,
  type OutputRow,
  type Reject,
  type ReducedGroups,
  type RunCounts,
  type RunResult,
} from "@winnow/core";
import type { Plan } from "../plan/types.ts";
import { fieldReader } from "./field-reader.ts";
import { slotTallies } from "./slots.ts";

/** Everything that the stages found out, before sinks see it. */
export interface Findings {
  readonly plan: Plan;
  readonly groups: ReducedGroups;
  readonly rows: readonly RankedRow[];
  readonly guarded: readonly GuardSummary[];
  readonly counts: RunCounts;
  readonly ledger: Ledger;
  readonly manifest: Manifest;
  readonly scale: Analysis["scale"];
  readonly clusterer: Analysis["clusterer"];
  readonly marks: readonly Mark[];
  readonly seconds: Record<string, number>;
}

/** Presents the findings as {@link RunResult}: rows, exemplars and the questions that the engine answers. */
export async function makeResult(engine: EventEngine, findings: Findings): Promise<RunResult> {
  const { plan, groups, rows, counts, ledger, manifest, seconds } = findings;
  const engineGroups = groupsOfEngine(groups);
  const outputRows = rows.map((row) => toOutputRow(row, findings, engineGroups));
  const foldedRows = outputRows.flatMap((row) => row.folded.map((folded) => folded.event));
  const shown = await fetchEvents(engine, [...outputRows.map((row) => row.exemplar), ...foldedRows]);
  const events = (query: EventQuery): AsyncIterable<EventBatch> => engine.events(query);
  const slots = engine.memberships === undefined ? undefined : slotTallies(outputRows, plan.bound, events);
  return {
    profile: { name: manifest.profile.name, hash: manifest.profile.hash },
    ledger,
    counts,
    seconds,
    features: plan.features.map((feature) => feature.name),
    kept: plan.kept.map((value) => value.name),
    rows: outputRows,
    guarded: findings.guarded,
    reader: (field) => fieldReader(plan.bound, field),
    exemplars: sliceRows(shown, 0, outputRows.length),
    foldedEvents: sliceRows(shown, outputRows.length, shown.rows),
    ...(engine.memberships === undefined
      ? {}
      : { assignments: () => assign(engine.memberships!(), groups, outputRows, ledger) }),
    rejects: (): AsyncIterable<Reject> => engine.rejects(),
    ...(slots === undefined ? {} : { slots }),
    events,
    histogram: (query: EventQuery, buckets: number): Promise<Histogram> => engine.histogram(query, buckets),
    ...(engine.activity === undefined ? {} : { activity: (steps) => engine.activity!(steps) }),
    analysis: { groups, plan, scale: findings.scale, clusterer: findings.clusterer },
    marks: findings.marks,
    manifest,
  };
}

function toOutputRow(row: RankedRow, { plan, groups }: Findings, engineGroups: EngineGroups): OutputRow {
  const [exemplar] = row.groups as [number];
  const width = plan.features.length;
  const timed = plan.reduce.time !== null;
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
    groups: membersOf(row.groups, engineGroups),
  };
}

/** The engine's groups behind each folded group: those of group g stand at `starts[g]` to `starts[g + 1]`. */
interface EngineGroups {
  readonly starts: Int32Array;
  readonly members: Int32Array;
}

function groupsOfEngine({ size, fromEngine }: ReducedGroups): EngineGroups {
  const starts = new Int32Array(size + 1);
  for (const group of fromEngine) starts[group + 1]!++;
  for (let group = 0; group < size; group++) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const members = new Int32Array(fromEngine.length);
  fromEngine.forEach((group, engineGroup) => (members[next[group]!++] = engineGroup));
  return { starts, members };
}

function membersOf(groups: readonly number[], { starts, members }: EngineGroups): Int32Array {
  const found = new Int32Array(groups.reduce((sum, group) => sum + starts[group + 1]! - starts[group]!, 0));
  let at = 0;
  for (const group of groups) {
    for (let i = starts[group]!; i < starts[group + 1]!; i++) found[at++] = members[i]!;
  }
  return found;
}

/** Events by data row, in the order asked for, as one batch. */
async function fetchEvents(engine: EventEngine, rows: readonly number[]): Promise<EventBatch> {
  const batches: EventBatch[] = [];
  for await (const batch of engine.events({ rows })) batches.push(batch);
  const columns = batches[0]?.columns ?? (await engine.columns()).map((column) => column.name);
  const values = columns.map((_, column) => batches.flatMap((batch) => batch.values[column]!));
  return { columns, rows: values[0]?.length ?? 0, values };
}

function sliceRows({ columns, values }: EventBatch, start: number, end: number): EventBatch {
  return { columns, rows: end - start, values: values.map((column) => column.slice(start, end)) };
}

/** Joins memberships with the rows; checks on the way that every clustered event has one. */
async function* assign(
  memberships: AsyncIterable<MembershipBatch>,
  { fromEngine }: ReducedGroups,
  rows: readonly OutputRow[],
  ledger: Ledger,
): AsyncGenerator<AssignmentBatch> {
  const rankOf = new Int32Array(fromEngine.length);
  for (const row of rows) for (const group of row.groups) rankOf[group] = row.rank;
  const shownEvents = new Set(rows.flatMap((row) => [row.exemplar, ...row.folded.map((folded) => folded.event)]));
  let assigned = 0;
  for await (const { rows: row, groups } of memberships) {
    const rank = groups.map((group) => rankOf[group]!);
    const shown = Uint8Array.from(row, (event) => (shownEvents.has(event) ? 1 : 0));
    assigned += row.length;
    yield { row, cluster: rank.map((value) => value - 1), rank, shown };
  }
  assertLedger({ ...ledger, clustered: assigned });
}

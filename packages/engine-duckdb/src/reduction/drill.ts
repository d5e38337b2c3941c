import type { DuckDBDataChunk } from "@duckdb/node-api";
import type { Activity, Drill, EventBatch, EventQuery, Histogram, MembershipBatch } from "@winnow/core";
import { allIntegersOf, allNumbersOf, gathered } from "../chunks.ts";
import type { Database } from "../database.ts";
import { limitClause } from "../sql.ts";
import { type BoundPlan, tableOf } from "./bound-plan.ts";
import type { LoadedSource } from "./load.ts";
import { BATCH_ROWS, batchesOf, eventsAt, positionOf, POSITIONS_AT_ONCE, recordsAt } from "./records.ts";

const COUNTING = "counting events over time";

/** Queries for single events of a reduction. Scans of `events` return its rows in order. */
export function createDrill(database: Database, source: LoadedSource, plan: BoundPlan): Required<Drill> {
  return {
    events: (query) =>
      query.rows === undefined
        ? eventsOf(database, source, plan, query)
        : eventsAt(source, query.rows.slice(0, query.limit)),
    histogram: (query, buckets) => histogram(database, source, plan, query, buckets),
    memberships: () => memberships(database, source, plan),
    activity: (steps) => activity(database, plan, steps),
  };
}

async function* eventsOf(
  database: Database,
  source: LoadedSource,
  plan: BoundPlan,
  query: EventQuery,
): AsyncGenerator<EventBatch> {
  const sql = `select rowid::double from ${selected(source, plan, query)}`;
  for await (const chunks of gathered(database.chunks("finding events", sql), POSITIONS_AT_ONCE)) {
    yield* batchesOf(source.columns, recordsAt(source, allNumbersOf(chunks, 0)));
  }
}

async function histogram(
  database: Database,
  source: LoadedSource,
  plan: BoundPlan,
  query: EventQuery,
  buckets: number,
): Promise<Histogram> {
  const times = `(select t from ${selected(source, plan, query)}) where t is not null`;
  const range = await rangeOf(database, `select min(t), max(t) from ${times}`);
  const counts = new Float64Array(buckets);
  if (range === undefined) return { start: 0n, width: 1n, counts };
  const { start, width } = stepsOf(range, buckets);
  const perBucket = `select ((t - ${start}) // ${width})::integer, count(*)::double from ${times} group by 1`;
  for (const [bucket, count] of await database.rows(COUNTING, perBucket)) counts[bucket as number] = count as number;
  return { start, width, counts };
}

/** The part of a query after `from` that reads the rows of `events` asked for. */
function selected(source: LoadedSource, plan: BoundPlan, { rows, groups, limit }: EventQuery): string {
  const positions = rows?.slice(0, limit).map((row) => positionOf(source, row));
  const conditions = [
    ...(positions === undefined ? [] : [`rowid in (${list(positions)})`]),
    ...(groups === undefined ? [] : [`g in (${list(groups.map((group) => Math.trunc(group)))})`]),
  ];
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  // A list of values may become a join, which does not keep the order of the rows.
  const order = conditions.length === 0 ? "" : " order by rowid";
  return `(select rowid, t from ${tableOf(plan, "events")}${where}${order}${limitClause(limit)})`;
}

function list(numbers: readonly number[]): string {
  return numbers.length === 0 ? "null" : numbers.join(", ");
}

async function* memberships(
  database: Database,
  { numbers }: LoadedSource,
  plan: BoundPlan,
): AsyncGenerator<MembershipBatch> {
  const sql = `select rowid::double, g from ${tableOf(plan, "events")} where g is not null`;
  for await (const chunks of gathered(database.chunks("assigning events to groups", sql), BATCH_ROWS)) {
    const rows = allNumbersOf(chunks, 0);
    for (let i = 0; i < rows.length; i++) rows[i] = numbers.rowAt(rows[i]!);
    yield { rows, groups: allIntegersOf(chunks, 1) };
  }
}

async function activity(database: Database, plan: BoundPlan, steps: number): Promise<Activity> {
  const grouped = `select min(a), max(b) from ${tableOf(plan, "groups")}`;
  const range = plan.time === null ? undefined : await rangeOf(database, grouped);
  const { start, width } = range === undefined ? { start: 0n, width: 1n } : stepsOf(range, steps);
  const step = `((t - ${start}) // ${width})::integer`;
  const sql =
    `select g, ${step} as s, count(*)::double from ${tableOf(plan, "events")} where g is not null ` +
    "group by all order by g, s";
  const answer: DuckDBDataChunk[] = [];
  if (range !== undefined) for await (const chunk of database.chunks(COUNTING, sql)) answer.push(chunk);
  return {
    start,
    width,
    groups: allIntegersOf(answer, 0),
    steps: allIntegersOf(answer, 1),
    counts: allNumbersOf(answer, 2),
  };
}

interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

/** The only row of a query for two instants; undefined where there are none. */
async function rangeOf(database: Database, sql: string): Promise<Range | undefined> {
  const [row] = await database.rows(COUNTING, sql);
  const [first, last] = row as [bigint | null, bigint | null];
  return first === null || last === null ? undefined : { first, last };
}

function stepsOf({ first, last }: Range, steps: number): { readonly start: bigint; readonly width: bigint } {
  return { start: first, width: (last - first) / BigInt(steps) + 1n };
}

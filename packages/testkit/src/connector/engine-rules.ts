import type { EventEngine, EventQuery, GroupBatch, ReducePlan } from "@winnow/core";
import type { Rule } from "../check.ts";
import {
  groupedByForce,
  groupsIn,
  instantOf,
  keyOfEvent,
  usualCondition,
  usualKeys,
  type Group,
} from "./brute-force.ts";
import { differenceOf, keyOf, rowsOf, type EventRow } from "./rows.ts";
import { withSource, type Subject } from "./subject.ts";

const rules: readonly Rule<Subject>[] = [
  {
    id: "columns-agree",
    must:
      "`columns()` MUST name every column of the events once, and `sample()` MUST give no more events than " +
      "asked for, all of the source.",
    faultOf: (subject) => withEngine(subject, (engine) => columnFault(subject, engine)),
  },
  {
    id: "groups-exact",
    must:
      "The groups of a reduction MUST be those of the events by the keys' values, with their exact counts, " +
      "first and last times; also when it is asked for again by other keys.",
    faultOf: (subject) =>
      withEngine(subject, async (engine) => {
        const plan = planOf(subject);
        for (const sought of [plan, { ...plan, keys: plan.keys.slice(0, 1) }, plan]) {
          const found = groupsIn(await reduced(engine, sought));
          const fault = groupFault(found, groupedByForce(subject.settings.events, sought));
          if (fault !== undefined) return `by ${sought.keys.map(({ name }) => name).join(", ")}: ${fault}`;
        }
        return undefined;
      }),
  },
  {
    id: "ledger-adds-up",
    must:
      "After a reduction, the ledger MUST count as clustered what the groups count, as filtered the events for " +
      "which `where` does not hold, and MUST add up to the events read.",
    faultOf: (subject) => withEngine(subject, (engine) => ledgerFault(subject, engine)),
  },
  {
    id: "exemplars-answer",
    must:
      "`events({ rows })` MUST give the events of these data rows in the order asked for; a group's exemplar " +
      "MUST be one of its earliest events.",
    faultOf: (subject) => withEngine(subject, (engine) => exemplarFault(subject, engine)),
  },
  {
    id: "drill-down-complete",
    must:
      "`events({ groups })` MUST give the events of these groups and no others, in the order of their data " +
      "rows, and at most `limit` of them.",
    faultOf: (subject) => withEngine(subject, (engine) => drillDownFault(subject, engine)),
  },
  {
    id: "memberships-complete",
    must:
      "`memberships()`, where there is one, MUST name the group of every event that is in one, once, by " +
      "ascending data row.",
    faultOf: (subject) => withEngine(subject, (engine) => membershipFault(subject, engine)),
  },
  {
    id: "histogram-adds-up",
    must:
      "A histogram MUST have as many steps as asked for, from the first event on, and count every event asked " +
      "for once.",
    concerns: ({ settings }) => settings.gives === "engine" && settings.time !== undefined,
    faultOf: (subject) => withEngine(subject, (engine) => histogramFault(subject, engine)),
  },
  {
    id: "activity-adds-up",
    must: "`activity()`, where there is one, MUST count the events of every group, each in one step of time.",
    concerns: ({ settings }) => settings.gives === "engine" && settings.time !== undefined,
    faultOf: (subject) => withEngine(subject, (engine) => activityFault(subject, engine)),
  },
];

/** What is asked of a connector that gives an engine. */
export const engineRules: readonly Rule<Subject>[] = rules.map((rule) => ({
  concerns: ({ settings }) => settings.gives === "engine",
  ...rule,
}));

async function withEngine(
  subject: Subject,
  use: (engine: EventEngine) => Promise<string | undefined>,
): Promise<string | undefined> {
  return withSource(subject, subject.settings.options, async ({ source }) =>
    source.kind === "engine" ? use(source) : "it gave a stream, not an engine",
  );
}

function planOf({ settings }: Subject): ReducePlan {
  const time = settings.time ?? null;
  return { time, where: null, keys: settings.keys ?? usualKeys(settings.events, time) };
}

/** By one key, so that the groups have several events each. */
function coarsePlanOf(subject: Subject): ReducePlan {
  const plan = planOf(subject);
  return { ...plan, keys: plan.keys.slice(0, 1) };
}

async function reduced(engine: EventEngine, plan: ReducePlan): Promise<readonly GroupBatch[]> {
  const batches: GroupBatch[] = [];
  for await (const batch of engine.reduce(plan)) batches.push(batch);
  return batches;
}

interface Answer {
  readonly rows: readonly EventRow[];
  readonly dataRows: readonly number[];
}

async function asked(engine: EventEngine, query: EventQuery): Promise<Answer> {
  const rows: EventRow[] = [];
  const dataRows: number[] = [];
  for await (const batch of engine.events(query)) {
    rows.push(...rowsOf([batch]));
    dataRows.push(...(batch.dataRows ?? []));
  }
  return { rows, dataRows };
}

async function columnFault({ settings }: Subject, engine: EventEngine): Promise<string | undefined> {
  const names = (await engine.columns()).map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return `columns() names "${twice}" twice`;
  const present = settings.events.flatMap((row) => Object.entries(row).filter(([, value]) => value !== null));
  const unnamed = present.find(([column]) => !names.includes(column));
  if (unnamed !== undefined) return `columns() does not name "${unnamed[0]}"`;
  const sample = rowsOf([await engine.sample(2)]);
  if (sample.length > 2) return `sample(2) gave ${sample.length} events`;
  const held = new Set(settings.events.map(keyOf));
  const strange = sample.find((row) => !held.has(keyOf(row)));
  if (strange !== undefined) return `sample() gave an event that the source does not hold: ${keyOf(strange)}`;
  return sample.length === 0 && settings.events.length > 0 ? "sample() gave no event" : undefined;
}

function groupFault(found: readonly Group[], expected: readonly Group[]): string | undefined {
  const keys = new Set(found.map(({ key }) => key));
  if (keys.size !== found.length) return "two groups have equal keys";
  const known = new Map(expected.map((group) => [group.key, group]));
  for (const group of found) {
    const right = known.get(group.key);
    if (right === undefined) return `there is no group ${group.key} among the events`;
    if (group.count !== right.count) return `group ${group.key} counts ${group.count} events, not ${right.count}`;
    if (group.first !== right.first || group.last !== right.last) {
      return `group ${group.key} is from ${group.first} to ${group.last}, not from ${right.first} to ${right.last}`;
    }
  }
  const missing = expected.find(({ key }) => !keys.has(key));
  return missing === undefined ? undefined : `group ${missing.key} is missing`;
}

async function ledgerFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const { events } = subject.settings;
  const plan = planOf(subject);
  const condition = usualCondition(events);
  for (const where of condition === undefined ? [null] : [null, condition]) {
    const groups = await reduced(engine, { ...plan, where });
    const counted = groupsIn(groups).reduce((sum, { count }) => sum + count, 0);
    const right = groupedByForce(events, { ...plan, where }).reduce((sum, { count }) => sum + count, 0);
    const { read, rejected, filtered, clustered } = await engine.ledger();
    const told = `read ${read}, rejected ${rejected}, filtered ${filtered}, clustered ${clustered}`;
    if (counted !== right) return `the groups count ${counted} events, not ${right}`;
    const isRight = clustered === counted && filtered === events.length - right && read === rejected + events.length;
    if (!isRight) return `the ledger says ${told}, where ${right} of ${events.length} events are in groups`;
  }
  return undefined;
}

const MOST_GROUPS = 100;

async function exemplarFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const plan = coarsePlanOf(subject);
  const batches = await reduced(engine, plan);
  // Backwards, so that an answer in ascending order is found out.
  const exemplars = batches
    .flatMap(({ exemplars: rows }) => [...rows])
    .slice(0, MOST_GROUPS)
    .reverse();
  const firsts = batches
    .flatMap(({ firstTimes }) => [...firstTimes])
    .slice(0, MOST_GROUPS)
    .reverse();
  const keys = batches
    .flatMap((batch) => inOrder(batch))
    .slice(0, MOST_GROUPS)
    .reverse();
  const { rows, dataRows } = await asked(engine, { rows: exemplars });
  if (rows.length !== exemplars.length) return `${rows.length} events came for ${exemplars.length} exemplars`;
  if (dataRows.some((row, i) => row !== exemplars[i]))
    return "events({ rows }) came in another order, or without dataRows";
  for (const [i, row] of rows.entries()) {
    const key = keyOfEvent(row, plan);
    if (key !== keys[i]) return `the exemplar of group ${keys[i]} is of group ${key}`;
    if ((instantOf(row, plan.time) ?? 0n) !== firsts[i])
      return `the exemplar of group ${key} is not its earliest event`;
  }
  return undefined;
}

/** The keys of a batch's groups in the order of the groups. */
function inOrder(batch: GroupBatch): readonly string[] {
  return Array.from({ length: batch.rows }, (_, row) =>
    groupsIn([
      {
        ...batch,
        rows: 1,
        keys: batch.keys.map((column) => ({ ...column, values: column.values.slice(row, row + 1) }) as typeof column),
        counts: batch.counts.slice(row, row + 1),
        firstTimes: batch.firstTimes.slice(row, row + 1),
        lastTimes: batch.lastTimes.slice(row, row + 1),
      },
    ]),
  ).map(([group]) => group!.key);
}

async function drillDownFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const { events } = subject.settings;
  const plan = coarsePlanOf(subject);
  const keys = (await reduced(engine, plan)).flatMap(inOrder);
  const groups = keys.map((_, group) => group).filter((group) => group % 2 === 0);
  const wanted = new Set(groups.map((group) => keys[group]!));
  const right = events.filter((row) => wanted.has(keyOfEvent(row, plan)));
  const { rows, dataRows } = await asked(engine, { groups });
  const difference = differenceOf(rows, right);
  if (difference !== undefined) return difference;
  if (dataRows.length !== rows.length) return "events came without dataRows";
  if (dataRows.some((row, i) => i > 0 && row <= dataRows[i - 1]!))
    return "events came out of the order of their data rows";
  const limited = await asked(engine, { groups, limit: 1 });
  const most = Math.min(1, right.length);
  return limited.rows.length === most ? undefined : `limit 1 gave ${limited.rows.length} events`;
}

async function membershipFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const batches = await reduced(engine, coarsePlanOf(subject));
  if (engine.memberships === undefined) return undefined;
  const counts = batches.flatMap(({ counts: events }) => [...events]);
  let last = -1;
  for await (const { rows, groups } of engine.memberships()) {
    for (const [i, row] of rows.entries()) {
      if (row <= last) return `row ${row} comes after row ${last}`;
      last = row;
      const group = groups[i]!;
      if (counts[group] === undefined) return `row ${row} is in group ${group}, which there is not`;
      counts[group]--;
    }
  }
  const wrong = counts.findIndex((left) => left !== 0);
  return wrong === -1 ? undefined : `group ${wrong} has ${-counts[wrong]!} more members than events`;
}

const BUCKETS = 7;

async function histogramFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const batches = await reduced(engine, coarsePlanOf(subject));
  const counts = batches.flatMap(({ counts: events }) => [...events]);
  const firsts = batches.flatMap(({ firstTimes }) => [...firstTimes]);
  const rows = batches.flatMap(({ exemplars }) => [...exemplars]).slice(0, 2);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const queries: readonly (readonly [query: EventQuery, events: number, first: bigint | undefined])[] = [
    [{}, total, firsts.reduce((a, b) => (b < a ? b : a), firsts[0]!)],
    [{ groups: [0] }, counts[0]!, firsts[0]],
    [{ rows }, rows.length, undefined],
  ];
  for (const [query, events, first] of queries) {
    const histogram = await engine.histogram(query, BUCKETS);
    const sum = histogram.counts.reduce((a, b) => a + b, 0);
    const about = `the histogram of ${JSON.stringify(query)}`;
    if (histogram.counts.length !== BUCKETS) return `${about} has ${histogram.counts.length} steps, not ${BUCKETS}`;
    if (sum !== events) return `${about} counts ${sum} events, not ${events}`;
    if (first !== undefined && histogram.start !== first) return `${about} starts at ${histogram.start}, not ${first}`;
  }
  return undefined;
}

async function activityFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const batches = await reduced(engine, coarsePlanOf(subject));
  if (engine.activity === undefined) return undefined;
  const left = batches.flatMap(({ counts }) => [...counts]);
  const { groups, steps, counts } = await engine.activity(BUCKETS);
  for (const [i, group] of groups.entries()) {
    if (left[group] === undefined) return `it counts events of group ${group}, which there is not`;
    left[group] -= counts[i]!;
    if (steps[i]! < 0 || steps[i]! >= BUCKETS) return `step ${steps[i]} is not one of ${BUCKETS}`;
  }
  const wrong = left.findIndex((events) => events !== 0);
  return wrong === -1 ? undefined : `the steps of group ${wrong} lack ${left[wrong]} of its events`;
}

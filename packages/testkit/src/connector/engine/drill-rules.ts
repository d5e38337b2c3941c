import type { Drill, EventEngine, EventQuery } from "@winnow/core";
import type { Rule } from "../../check.ts";
import { keyReader, type EngineGroup } from "../brute-force.ts";
import { differenceOf } from "../rows.ts";
import type { Subject } from "../subject.ts";
import { answerOf, coarsePlanOf, groupsOf, textOf, withEngine, withReduction } from "./reductions.ts";

/** Requirements on questions about single events. */
export const drillRules: readonly Rule<Subject>[] = [
  {
    id: "drill-down-complete",
    must:
      "A reduction MUST have a `drill` whose `events({ groups })` return the events of these groups and no others, and with " +
      "a `limit` at most that many.",
    faultOf: (subject) => drilled(subject, (drill, groups) => groupsFault(subject, drill, groups)),
  },
  {
    id: "drill-down-ordered",
    must:
      "`drill.events({ groups })` of a drill with `memberships` MUST return the events in ascending order of their data rows, " +
      "with `dataRows`.",
    faultOf: (subject) => drilled(subject, orderFault),
  },
  {
    id: "drill-down-rows",
    must: "`drill.events({ rows })` MUST return the same as `exemplars(rows)`, and with a `limit` the first of them.",
    faultOf: (subject) => drilled(subject, rowsFault),
  },
  {
    id: "memberships-complete",
    must:
      "`drill.memberships()`, if there is one, MUST return the group of every clustered event once, in ascending order of " +
      "the data rows.",
    faultOf: (subject) => drilled(subject, membershipFault),
  },
  {
    id: "histogram-adds-up",
    must:
      "`drill.histogram()` MUST return as many steps as asked for, start at the first event and count every event asked " +
      "for once.",
    concerns: ({ settings }) => settings.gives === "engine" && settings.time !== undefined,
    faultOf: (subject) => drilled(subject, histogramFault),
  },
  {
    id: "activity-adds-up",
    must: "`drill.activity()`, if there is one, MUST count every event of every group in one step of time.",
    concerns: ({ settings }) => settings.gives === "engine" && settings.time !== undefined,
    faultOf: (subject) => drilled(subject, activityFault),
  },
];

type DrillFault = (drill: Drill, groups: readonly EngineGroup[], exemplars: Exemplars) => Promise<string | undefined>;

type Exemplars = Awaited<ReturnType<EventEngine["reduce"]>>["exemplars"];

/** Connectors reach their events: unlike reductions that were read from a file, theirs must have a drill. */
function drilled(subject: Subject, faultOf: DrillFault): Promise<string | undefined> {
  return withEngine(subject, (engine) =>
    withReduction(engine, coarsePlanOf(subject), async (reduction) => {
      if (reduction.drill === undefined) return "the reduction has no drill";
      return faultOf(reduction.drill, await groupsOf(reduction), (events) => reduction.exemplars(events));
    }),
  );
}

/** Every second group: some events are asked for, others are not. */
function someOf(groups: readonly EngineGroup[]): readonly number[] {
  return [...groups.keys()].filter((group) => group % 2 === 0);
}

async function groupsFault(
  subject: Subject,
  drill: Drill,
  groups: readonly EngineGroup[],
): Promise<string | undefined> {
  const some = someOf(groups);
  const wanted = new Set(some.map((group) => groups[group]!.key));
  const keyOfRow = keyReader(coarsePlanOf(subject));
  const right = subject.settings.events.filter((row) => wanted.has(keyOfRow(row)));
  const { rows } = await answerOf(drill.events({ groups: some }));
  const difference = differenceOf(rows, right);
  if (difference !== undefined) return difference;
  const limited = await answerOf(drill.events({ groups: some, limit: 1 }));
  const most = Math.min(1, right.length);
  return limited.rows.length === most ? undefined : `limit 1 returned ${limited.rows.length} events`;
}

async function orderFault(drill: Drill, groups: readonly EngineGroup[]): Promise<string | undefined> {
  if (drill.memberships === undefined) return undefined;
  const { rows, dataRows } = await answerOf(drill.events({ groups: someOf(groups) }));
  if (dataRows.length !== rows.length) return `${rows.length} events have ${dataRows.length} dataRows`;
  const place = dataRows.findIndex((row, i) => i > 0 && row <= dataRows[i - 1]!);
  return place === -1 ? undefined : `data row ${dataRows[place]} comes after data row ${dataRows[place - 1]}`;
}

const SOME_ROWS = 3;

async function rowsFault(
  drill: Drill,
  groups: readonly EngineGroup[],
  exemplars: Exemplars,
): Promise<string | undefined> {
  const rows = groups
    .slice(0, SOME_ROWS)
    .map(({ exemplar }) => exemplar)
    .reverse();
  for (const [query, numbers] of [
    [{ rows }, rows],
    [{ rows, limit: 1 }, rows.slice(0, 1)],
  ] as const) {
    const [found, right] = [await answerOf(drill.events(query)), await answerOf(exemplars(numbers))];
    if (textOf(found) !== textOf(right)) return `events(${textOf(query)}) differ from exemplars(${textOf(numbers)})`;
  }
  return undefined;
}

async function membershipFault(drill: Drill, groups: readonly EngineGroup[]): Promise<string | undefined> {
  if (drill.memberships === undefined) return undefined;
  const left = groups.map(({ count }) => count);
  let last = -1;
  for await (const batch of drill.memberships()) {
    for (const [i, row] of batch.rows.entries()) {
      if (row <= last) return `row ${row} comes after row ${last}`;
      last = row;
      const group = batch.groups[i]!;
      if (left[group] === undefined) return `row ${row} is in group ${group}, which does not exist`;
      left[group]--;
    }
  }
  const wrong = left.findIndex((events) => events !== 0);
  return wrong === -1 ? undefined : `group ${wrong} has ${-left[wrong]!} more members than events`;
}

const STEPS = 7;

async function histogramFault(drill: Drill, groups: readonly EngineGroup[]): Promise<string | undefined> {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const first = groups.reduce((least, group) => (group.first < least ? group.first : least), groups[0]!.first);
  const rows = groups.slice(0, 2).map(({ exemplar }) => exemplar);
  const queries: readonly (readonly [query: EventQuery, events: number, start: bigint | undefined])[] = [
    [{}, total, first],
    [{ groups: [0] }, groups[0]!.count, groups[0]!.first],
    [{ rows }, rows.length, undefined],
  ];
  for (const [query, events, from] of queries) {
    const { start, counts } = await drill.histogram(query, STEPS);
    const sum = counts.reduce((a, b) => a + b, 0);
    const about = `the histogram of ${textOf(query)}`;
    if (counts.length !== STEPS) return `${about} has ${counts.length} steps, not ${STEPS}`;
    if (sum !== events) return `${about} counts ${sum} events, not ${events}`;
    if (from !== undefined && start !== from) return `${about} starts at ${start}, not ${from}`;
  }
  return undefined;
}

async function activityFault(drill: Drill, ofGroups: readonly EngineGroup[]): Promise<string | undefined> {
  if (drill.activity === undefined) return undefined;
  const left = ofGroups.map(({ count }) => count);
  const { groups, steps, counts } = await drill.activity(STEPS);
  for (const [i, group] of groups.entries()) {
    if (left[group] === undefined) return `it counts events of group ${group}, which does not exist`;
    left[group] -= counts[i]!;
    if (steps[i]! < 0 || steps[i]! >= STEPS) return `step ${steps[i]} is not one of ${STEPS}`;
  }
  const wrong = left.findIndex((events) => events !== 0);
  return wrong === -1 ? undefined : `the steps of group ${wrong} lack ${left[wrong]} of its events`;
}

import type { EventEngine, ReducePlan, Reduction } from "@winnow/core";
import type { Rule } from "../../check.ts";
import { groupedByForce, usualCondition, type EngineGroup, type Group } from "../brute-force.ts";
import type { Subject } from "../subject.ts";
import { coarsePlanOf, groupsOf, planOf, textOf, withEngine, withReduction } from "./reductions.ts";

/** Requirements on the groups of a reduction and on its ledger. */
export const groupRules: readonly Rule<Subject>[] = [
  {
    id: "groups-exact",
    must:
      "The groups of a reduction MUST be those of the events by the keys' values, with their exact counts, first and last " +
      "times, also when the engine reduces again by other keys.",
    faultOf: (subject) => withEngine(subject, (engine) => groupsFault(subject, engine)),
  },
  {
    id: "groups-ascending",
    must: "`groups()` MUST return the groups in ascending order of their first time.",
    faultOf: (subject) => withEngine(subject, (engine) => withReduction(engine, planOf(subject), orderFault)),
  },
  {
    id: "groups-repeatable",
    must:
      "`groups()` MUST return the same groups in the same order at every call, also after a reader that stopped early, and " +
      "in every reduction by the same plan.",
    faultOf: (subject) => withEngine(subject, (engine) => repetitionFault(planOf(subject), engine)),
  },
  {
    id: "ledger-adds-up",
    must:
      "The ledger of a reduction MUST count as clustered the events of the groups, as filtered the events for which " +
      "`where` is false, and MUST add up to the events read, before and after the groups are read.",
    faultOf: (subject) => withEngine(subject, (engine) => ledgerFault(subject, engine)),
  },
];

async function groupsFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const plan = planOf(subject);
  for (const each of [plan, coarsePlanOf(subject), plan]) {
    const found = await withReduction(engine, each, groupsOf);
    const fault = groupFault(found, groupedByForce(subject.settings.events, each));
    if (fault !== undefined) return `by ${each.keys.map(({ name }) => name).join(", ")}: ${fault}`;
  }
  return undefined;
}

function groupFault(found: readonly Group[], expected: readonly Group[]): string | undefined {
  const keys = new Set(found.map(({ key }) => key));
  if (keys.size !== found.length) return "two groups have equal keys";
  const known = new Map(expected.map((group) => [group.key, group]));
  for (const group of found) {
    const right = known.get(group.key);
    if (right === undefined) return `no event has the key of group ${group.key}`;
    if (group.count !== right.count) return `group ${group.key} counts ${group.count} events, not ${right.count}`;
    if (group.first !== right.first || group.last !== right.last) {
      return `group ${group.key} is from ${group.first} to ${group.last}, not from ${right.first} to ${right.last}`;
    }
  }
  const missing = expected.find(({ key }) => !keys.has(key));
  return missing === undefined ? undefined : `group ${missing.key} is missing`;
}

async function orderFault(reduction: Reduction): Promise<string | undefined> {
  const groups = await groupsOf(reduction);
  const place = groups.findIndex(({ first }, i) => i > 0 && first < groups[i - 1]!.first);
  if (place === -1) return undefined;
  return `group ${place} starts at ${groups[place]!.first}, group ${place - 1} at ${groups[place - 1]!.first}`;
}

async function repetitionFault(plan: ReducePlan, engine: EventEngine): Promise<string | undefined> {
  return withReduction(engine, plan, async (reduction) => {
    const first = await groupsOf(reduction);
    for await (const _ of reduction.groups()) break;
    const again = changeOf(first, await groupsOf(reduction));
    if (again !== undefined) return `groups() called again: ${again}`;
    const other = changeOf(first, await withReduction(engine, plan, groupsOf));
    return other && `reduced again by the same plan: ${other}`;
  });
}

function changeOf(before: readonly EngineGroup[], after: readonly EngineGroup[]): string | undefined {
  if (before.length !== after.length) return `${before.length} groups became ${after.length}`;
  const place = before.findIndex((group, i) => textOf(group) !== textOf(after[i]));
  return place === -1 ? undefined : `group ${place} was ${textOf(before[place])}, then ${textOf(after[place])}`;
}

async function ledgerFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const { events } = subject.settings;
  const condition = usualCondition(events);
  for (const where of condition === undefined ? [null] : [null, condition]) {
    const plan = { ...planOf(subject), where };
    const right = eventsOf(groupedByForce(events, plan));
    const fault = await withReduction(engine, plan, async (reduction) => {
      const early = await countsFault(reduction, right, events.length);
      if (early !== undefined) return `before the groups were read, ${early}`;
      const counted = eventsOf(await groupsOf(reduction));
      if (counted !== right) return `the groups count ${counted} events, not ${right}`;
      return countsFault(reduction, right, events.length);
    });
    if (fault !== undefined) return fault;
  }
  return undefined;
}

async function countsFault(reduction: Reduction, right: number, events: number): Promise<string | undefined> {
  const { read, rejected, filtered, clustered } = await reduction.ledger();
  if (clustered === right && filtered === events - right && read === rejected + events) return undefined;
  const counts = `read ${read}, rejected ${rejected}, filtered ${filtered}, clustered ${clustered}`;
  return `the ledger has ${counts}, but ${right} of ${events} events are in groups`;
}

function eventsOf(groups: readonly Group[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

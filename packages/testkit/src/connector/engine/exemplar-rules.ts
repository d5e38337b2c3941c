import { contentDigest, type EventDigest, type EventEngine, type ReducePlan } from "@winnow/core";
import type { Rule } from "../../check.ts";
import { digestOf, groupedByForce, instantOf, keyReader, type EngineGroup } from "../brute-force.ts";
import type { Subject } from "../subject.ts";
import {
  answerOf,
  coarsePlanOf,
  groupsOf,
  planOf,
  textOf,
  withEngine,
  withReduction,
  type Answer,
} from "./reductions.ts";

/** Requirements on the exemplars of groups. */
export const exemplarRules: readonly Rule<Subject>[] = [
  {
    id: "exemplars-answer",
    must:
      "`exemplars(events)` MUST return the events with these numbers in the order asked for, the same one twice if asked " +
      "for twice, with the numbers as `dataRows`; a group's exemplar MUST be one of its earliest events.",
    faultOf: (subject) => withEngine(subject, (engine) => exemplarFault(subject, engine)),
  },
  {
    id: "exemplars-by-content",
    must:
      "Of several earliest events of a group, the exemplar MUST be the one with the smallest digest: the plan's `digest`, " +
      "or `contentDigest` if the plan has none.",
    concerns: ({ settings }) => settings.gives === "engine" && settings.time !== undefined,
    faultOf: (subject) => withEngine(subject, (engine) => contentFault(subject, engine)),
  },
];

const MOST_GROUPS = 100;

async function exemplarFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const plan = coarsePlanOf(subject);
  return withReduction(engine, plan, async (reduction) => {
    const groups = (await groupsOf(reduction)).slice(0, MOST_GROUPS);
    // An answer in ascending order, in the order of the groups or without repetition differs from this.
    const asked = [...groups.toReversed(), ...groups.slice(-1)];
    const numbers = asked.map(({ exemplar }) => exemplar);
    const first = await answerOf(reduction.exemplars(numbers));
    const fault = orderFault(first, numbers) ?? eventFault(first, asked, plan);
    if (fault !== undefined) return fault;
    const second = await answerOf(reduction.exemplars(numbers));
    return textOf(first) === textOf(second) ? undefined : "exemplars() called again returned other events";
  });
}

function orderFault({ rows, dataRows }: Answer, numbers: readonly number[]): string | undefined {
  if (rows.length !== numbers.length) return `exemplars() returned ${rows.length} events for ${numbers.length} numbers`;
  if (textOf(dataRows) === textOf(numbers)) return undefined;
  return `exemplars(${textOf(numbers)}) returned the dataRows ${textOf(dataRows)}`;
}

function eventFault({ rows }: Answer, groups: readonly EngineGroup[], plan: ReducePlan): string | undefined {
  const keyOfRow = keyReader(plan);
  for (const [i, row] of rows.entries()) {
    const { key, first } = groups[i]!;
    if (keyOfRow(row) !== key) return `the exemplar of group ${key} is in group ${keyOfRow(row)}`;
    if ((instantOf(row, plan.time) ?? 0n) !== first) return `the exemplar of group ${key} is not its earliest event`;
  }
  return undefined;
}

async function contentFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const everything = { ...planOf(subject), keys: [] };
  for (const plan of [everything, coarsePlanOf(subject)]) {
    for (const each of [plan, { ...plan, digest: inverted(contentDigest) }]) {
      const wrong = await withReduction(engine, each, async (reduction) => {
        const groups = (await groupsOf(reduction)).slice(0, MOST_GROUPS);
        const { rows } = await answerOf(reduction.exemplars(groups.map(({ exemplar }) => exemplar)));
        const right = new Map(groupedByForce(subject.settings.events, each).map((group) => [group.key, group]));
        return groups.find(({ key }, i) => digestOf(rows[i] ?? {}, each) !== right.get(key)?.exemplarDigest);
      });
      const by = each.digest === undefined ? "contentDigest" : "the plan's digest";
      if (wrong !== undefined) return `by ${by}, the exemplar of group ${wrong.key} is not the smallest event`;
    }
  }
  return undefined;
}

/** Orders events the other way round. */
export function inverted(digest: EventDigest): EventDigest {
  return (columns, cells) =>
    digest(columns, cells).replaceAll(/[0-9a-f]/g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16));
}

import type { EventEngine, Reduction } from "@winnow/core";
import type { Rule } from "../../check.ts";
import { usualCondition } from "../brute-force.ts";
import type { Subject } from "../subject.ts";
import { answerOf, coarsePlanOf, groupsOf, planOf, textOf, withEngine, withReduction } from "./reductions.ts";

/** Requirements on reductions that exist side by side, and on their end. */
export const lifetimeRules: readonly Rule<Subject>[] = [
  {
    id: "reductions-independent",
    must: "A reduction MUST return the same answers while and after the engine makes another one, reads it and disposes of it.",
    faultOf: (subject) => withEngine(subject, (engine) => interferenceFault(subject, engine)),
  },
  {
    id: "disposal-repeatable",
    must: "It MUST be possible to dispose of a reduction twice, and before its groups are read.",
    faultOf: (subject) =>
      withEngine(subject, async (engine) => {
        await withReduction(engine, planOf(subject), async (reduction) => reduction[Symbol.asyncDispose]());
        return undefined;
      }),
  },
];

async function interferenceFault(subject: Subject, engine: EventEngine): Promise<string | undefined> {
  const other = { ...planOf(subject), where: usualCondition(subject.settings.events) ?? null };
  return withReduction(engine, coarsePlanOf(subject), async (first) => {
    const before = await answersOf(first);
    const fault = await withReduction(engine, other, async (second) => {
      const [beside] = await Promise.all([answersOf(first), answersOf(second)]);
      const changed = changeOf(before, beside) ?? changeOf(before, await answersOf(first));
      return changed && `${changed} changed when the engine made another reduction`;
    });
    if (fault !== undefined) return fault;
    const changed = changeOf(before, await answersOf(first));
    return changed && `${changed} changed when another reduction was disposed of`;
  });
}

/** Answers as text, by question. */
type Answers = Readonly<Record<string, string>>;

const STEPS = 3;

async function answersOf(reduction: Reduction): Promise<Answers> {
  const groups = await groupsOf(reduction);
  const { drill } = reduction;
  const first = groups.length > 0 ? [0] : [];
  return {
    "groups()": textOf(groups),
    "ledger()": textOf(await reduction.ledger()),
    "exemplars()": textOf(await answerOf(reduction.exemplars(first.map((group) => groups[group]!.exemplar)))),
    ...(drill !== undefined && {
      "drill.events()": textOf(await answerOf(drill.events({ groups: first }))),
      "drill.histogram()": textOf([...(await drill.histogram({ groups: first }, STEPS)).counts]),
    }),
  };
}

function changeOf(before: Answers, after: Answers): string | undefined {
  return Object.keys(before).find((question) => before[question] !== after[question]);
}

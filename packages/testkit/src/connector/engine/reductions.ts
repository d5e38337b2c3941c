import type { EventBatch, EventEngine, ReducePlan, Reduction } from "@winnow/core";
import { groupsIn, usualKeys, type EngineGroup } from "../brute-force.ts";
import { rowsOf, type EventRow } from "../rows.ts";
import { withSource, type Subject } from "../subject.ts";

/** Opens the engine of the settings, uses it and closes it. */
export async function withEngine(
  subject: Subject,
  use: (engine: EventEngine) => Promise<string | undefined>,
): Promise<string | undefined> {
  return withSource(subject, subject.settings.options, async ({ source }) =>
    source.kind === "engine" ? use(source) : "it returned a stream, not an engine",
  );
}

/** Reduces, uses the reduction and disposes of it. */
export async function withReduction<T>(
  engine: EventEngine,
  plan: ReducePlan,
  use: (reduction: Reduction) => Promise<T>,
): Promise<T> {
  const reduction = await engine.reduce(plan);
  try {
    return await use(reduction);
  } finally {
    await reduction[Symbol.asyncDispose]();
  }
}

/** The plan of the settings, without a condition. */
export function planOf({ settings }: Subject): ReducePlan {
  const time = settings.time ?? null;
  return { time, where: null, keys: settings.keys ?? usualKeys(settings.events, time) };
}

/** By one key, so that groups have several events. */
export function coarsePlanOf(subject: Subject): ReducePlan {
  const plan = planOf(subject);
  return { ...plan, keys: plan.keys.slice(0, 1) };
}

/** The groups of a reduction, in its order. */
export async function groupsOf(reduction: Reduction): Promise<readonly EngineGroup[]> {
  const groups: EngineGroup[] = [];
  for await (const batch of reduction.groups()) groups.push(...groupsIn(batch));
  return groups;
}

/** Events that answer a question. */
export interface Answer {
  readonly rows: readonly EventRow[];
  readonly dataRows: readonly number[];
}

export async function answerOf(batches: AsyncIterable<EventBatch>): Promise<Answer> {
  const rows: EventRow[] = [];
  const dataRows: number[] = [];
  for await (const batch of batches) {
    rows.push(...rowsOf([batch]));
    dataRows.push(...(batch.dataRows ?? []));
  }
  return { rows, dataRows };
}

/** A value as text, to compare with another and to show. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? String(part) : part));
}

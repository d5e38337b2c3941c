import type { EventBatch, EventEngine, GroupBatch, Ledger, ReducePlan, Reduction } from "@winnow/core";
import { openSentinelEngine } from "../../src/engine/open.ts";
import type { SentinelSource } from "../../src/engine/request.ts";
import type { QueryService, TickRange } from "../../src/service/query-service.ts";
import { type ListeningContext, quietContext } from "./context.ts";

/** The engine under test. */
export function reducing(
  service: QueryService,
  source: SentinelSource,
  range: TickRange,
  context: ListeningContext = quietContext(),
): Promise<EventEngine> {
  return openSentinelEngine({ service, source, range, limits: { rows: 500_000, concurrency: 4 }, context });
}

/** A group without its number, so that groups of two engines can be compared. */
export interface PlainGroup {
  readonly keys: readonly unknown[];
  readonly count: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly exemplar: readonly (string | null)[];
}

/** What a reduction contains, apart from the engine's numbers. */
export interface Content {
  readonly ledger: Ledger;
  /** By their keys. */
  readonly groups: readonly PlainGroup[];
}

export interface ReadReduction {
  readonly content: Content;
  /** The engine's number of each of the groups. */
  readonly numbers: readonly number[];
  readonly reduction: Reduction;
  readonly drill: NonNullable<Reduction["drill"]>;
}

export async function reduced(engine: EventEngine, plan: ReducePlan): Promise<ReadReduction> {
  const reduction = await engine.reduce(plan);
  const batches = await batchesOf(reduction);
  const rows = batches.flatMap(({ exemplars }) => [...exemplars]);
  const exemplars = await eventsOf(reduction.exemplars(rows));
  const groups = batches.flatMap((batch) =>
    Array.from({ length: batch.rows }, (_, at) => ({
      keys: batch.keys.map(({ values }) => values[at]),
      count: batch.counts[at]!,
      first: batch.firstTimes[at]!,
      last: batch.lastTimes[at]!,
    })),
  );
  const numbered = groups
    .map((group, number) => ({ number, group: { ...group, exemplar: exemplars[number]! } }))
    .sort((a, b) => (keyOf(a.group) < keyOf(b.group) ? -1 : 1));
  return {
    content: { ledger: withoutInputs(await reduction.ledger()), groups: numbered.map(({ group }) => group) },
    numbers: numbered.map(({ number }) => number),
    reduction,
    drill: reduction.drill!,
  };
}

function keyOf({ keys }: { readonly keys: readonly unknown[] }): string {
  return JSON.stringify(keys.map(String));
}

export function batchesOf(reduction: Reduction): Promise<GroupBatch[]> {
  return allOf(reduction.groups());
}

export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Events row by row. */
export async function eventsOf(batches: AsyncIterable<EventBatch>): Promise<(string | null)[][]> {
  const events: (string | null)[][] = [];
  for await (const { rows, values } of batches) {
    for (let row = 0; row < rows; row++) events.push(values.map((column) => column[row]!));
  }
  return events;
}

/** What Sentinel reduces has no inputs to attribute rejected records to. */
function withoutInputs({ inputs: _, ...ledger }: Ledger): Ledger {
  return ledger;
}

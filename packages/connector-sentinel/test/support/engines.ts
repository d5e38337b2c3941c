import type { EventBatch, EventEngine, GroupBatch, Ledger, ReducePlan } from "@winnow/core";
import { holdStream } from "@winnow/engine-duckdb";
import { openSentinelEngine, type SentinelSource } from "../../src/engine/open.ts";
import { pullStream } from "../../src/pull/event-stream.ts";
import { readSchema } from "../../src/sentinel/schema.ts";
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

/** The other way: the same events pulled, and held by the embedded engine. */
export async function holding(service: QueryService, source: SentinelSource, range: TickRange): Promise<EventEngine> {
  const columns = await readSchema(service, source, range);
  const context = quietContext();
  const stop = (): void => undefined;
  const limits = { rows: 500_000, concurrency: 4 };
  const stream = pullStream({ service, source, columns, range, planned: [range], limits, context, stop });
  return holdStream(stream, context, { threads: 1 });
}

/** A group in a form that two engines can be compared by: what it holds, and not its number. */
export interface PlainGroup {
  readonly keys: readonly unknown[];
  readonly count: number;
  readonly first: bigint;
  readonly last: bigint;
  /** The event that stands for it. */
  readonly exemplar: readonly (string | null)[];
}

export interface PlainReduction {
  readonly ledger: Ledger;
  /** By their keys. */
  readonly groups: readonly PlainGroup[];
  /** The engine's number of each of {@link groups}. */
  readonly numbers: readonly number[];
}

export async function reduction(engine: EventEngine, plan: ReducePlan): Promise<PlainReduction> {
  const batches: GroupBatch[] = [];
  for await (const batch of engine.reduce(plan)) batches.push(batch);
  const rows = batches.flatMap(({ exemplars }) => [...exemplars]);
  const exemplars = await eventsOf(engine.events({ rows }));
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
    ledger: await engine.ledger(),
    groups: numbered.map(({ group }) => group),
    numbers: numbered.map(({ number }) => number),
  };
}

function keyOf({ keys }: { readonly keys: readonly unknown[] }): string {
  return JSON.stringify(keys.map(String));
}

/** Events row by row. */
export async function eventsOf(batches: AsyncIterable<EventBatch>): Promise<(string | null)[][]> {
  const events: (string | null)[][] = [];
  for await (const { rows, values } of batches) {
    for (let row = 0; row < rows; row++) events.push(values.map((column) => column[row]!));
  }
  return events;
}

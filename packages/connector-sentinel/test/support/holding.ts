import type { EventEngine } from "@winnow/core";
import { holdStream } from "@winnow/engine-duckdb";
import type { SentinelSource } from "../../src/engine/request.ts";
import { pullStream } from "../../src/pull/event-stream.ts";
import { readSchema } from "../../src/sentinel/schema.ts";
import type { QueryService, TickRange } from "../../src/service/query-service.ts";
import { quietContext } from "./context.ts";

/** The reference: the same events, pulled and held by the embedded engine. */
export async function holding(service: QueryService, source: SentinelSource, range: TickRange): Promise<EventEngine> {
  const columns = await readSchema(service, source, range);
  const context = quietContext();
  const stop = (): void => undefined;
  const limits = { rows: 500_000, concurrency: 4 };
  const stream = pullStream({ service, source, columns, range, planned: [range], limits, context, stop });
  return holdStream(stream, context, { threads: 1 });
}

import type { EventEngine, RunContext } from "@winnow/core";
import type { QueryService, TickRange } from "../service/query-service.ts";

/** What the events come from: a table by name, or a KQL query whose result is the events. */
export type SentinelSource =
  | { readonly kind: "table"; readonly name: string }
  | { readonly kind: "query"; readonly text: string };

/** Bounds of one answer, below which the service answers whole. */
export interface AnswerLimits {
  /** Rows of one answer. */
  readonly rows: number;
}

export interface SentinelEngineRequest {
  readonly service: QueryService;
  readonly source: SentinelSource;
  /** Which events, by `TimeGenerated`; `null` for all that the query gives. */
  readonly range: TickRange | null;
  readonly limits: AnswerLimits;
  readonly context: RunContext;
}

/** Opens a table or a query of Sentinel as an engine that reduces its events where they are. */
export async function openSentinelEngine(_request: SentinelEngineRequest): Promise<EventEngine> {
  throw new Error("under construction");
}

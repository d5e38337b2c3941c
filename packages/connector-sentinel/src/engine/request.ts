import type { RunContext } from "@winnow/core";
import type { QueryService, TickRange } from "../service/query-service.ts";

/** Source of events: a table by name, or the result of a KQL query. */
export type SentinelSource =
  | { readonly kind: "table"; readonly name: string }
  | { readonly kind: "query"; readonly text: string };

/** Limits within which the service returns complete answers. */
export interface AnswerLimits {
  /** Rows of one answer. */
  readonly rows: number;
  /** Concurrent queries. */
  readonly concurrency: number;
}

export interface SentinelEngineRequest {
  readonly service: QueryService;
  readonly source: SentinelSource;
  /** Range of `TimeGenerated`; events without it are in every range. */
  readonly range: TickRange;
  readonly limits: AnswerLimits;
  readonly context: RunContext;
  /** Called when the engine is closed. */
  readonly close?: () => void;
}

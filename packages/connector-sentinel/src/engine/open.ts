import type { EventEngine, RunContext } from "@winnow/core";
import { baseQuery, tableQuery } from "../kql/statements.ts";
import { nameOf } from "../pull/queries.ts";
import { readSchema, selectColumns } from "../sentinel/schema.ts";
import type { QueryService, TickRange } from "../service/query-service.ts";
import { SentinelEngine } from "./engine.ts";

/** What the events come from: a table by name, or a KQL query whose result is the events. */
export type SentinelSource =
  | { readonly kind: "table"; readonly name: string }
  | { readonly kind: "query"; readonly text: string };

/** Bounds of one answer, below which the service answers whole. */
export interface AnswerLimits {
  /** Rows of one answer. */
  readonly rows: number;
  /** Queries asked at once. */
  readonly concurrency: number;
}

export interface SentinelEngineRequest {
  readonly service: QueryService;
  readonly source: SentinelSource;
  /** Which events, by `TimeGenerated`; those that have none come with every range. */
  readonly range: TickRange;
  readonly limits: AnswerLimits;
  readonly context: RunContext;
  /** Called when the engine is closed. */
  readonly close?: () => void;
}

/**
 * Opens a table or a query of Sentinel as an engine that reduces its events where they are.
 * @throws `WN1577` where there is no `TimeGenerated`, `WN1580` for a query that operators cannot follow, and whatever the
 *   service answers to the question for the columns
 */
export async function openSentinelEngine(request: SentinelEngineRequest): Promise<EventEngine> {
  const { service, source, range, context } = request;
  const base = source.kind === "query" ? baseQuery(source.text) : tableQuery(source.name);
  const schema = await readSchema(service, source, range);
  if (schema.length === 0) context.warn("the workspace answers that it holds nothing at all (HTTP 204)");
  const columns = schema.length === 0 ? [] : selectColumns(source, schema, undefined);
  return new SentinelEngine(request, { name: nameOf(source), base, columns });
}

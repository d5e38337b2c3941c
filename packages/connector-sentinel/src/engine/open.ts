import type { EventEngine } from "@winnow/core";
import { baseQuery, tableQuery } from "../kql/statements.ts";
import { nameOf } from "../pull/queries.ts";
import { readSchema, selectColumns } from "../sentinel/schema.ts";
import { SentinelEngine } from "./engine.ts";
import type { SentinelEngineRequest } from "./request.ts";

/**
 * Opens a table or a query of Sentinel as an engine that reduces the events in the service.
 * @throws `WN1577` for a source without `TimeGenerated`, `WN1580` for a query that operators cannot follow, and errors of
 *   the service
 */
export async function openSentinelEngine(request: SentinelEngineRequest): Promise<EventEngine> {
  const { service, source, range, context } = request;
  const base = source.kind === "query" ? baseQuery(source.text) : tableQuery(source.name);
  const schema = await readSchema(service, source, range);
  if (schema.length === 0) context.warn("the workspace answers that it holds nothing at all (HTTP 204)");
  const columns = schema.length === 0 ? [] : selectColumns(source, schema, undefined);
  return new SentinelEngine(request, { name: nameOf(source), base, columns });
}

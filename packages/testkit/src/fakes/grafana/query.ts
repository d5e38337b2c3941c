import { bodyOf, json, NO_ANSWER, type Answer, type FakeRequest } from "./answer.ts";
import type { FakeDataSource } from "./data-sources.ts";
import { searchDocuments } from "./elasticsearch.ts";
import { lokiFrames } from "./loki/data-frames.ts";
import { LokiRefusal, LokiSilence } from "./loki/limits.ts";
import type { LokiStore } from "./loki/store.ts";
import { QueryFailure, type MsRange, type Query } from "./query-shape.ts";
import { selectRows } from "./table.ts";

/** What the queries of one service are answered from. */
export interface QueryWorld {
  readonly dataSources: readonly FakeDataSource[];
  readonly stores: ReadonlyMap<string, LokiStore>;
  /** Whether a request of which a part fails is answered with 207 rather than 400. */
  readonly multiStatus: boolean;
}

/** `POST /api/ds/query` */
export function answerQueries(world: QueryWorld, request: FakeRequest): Answer {
  try {
    return answerAll(world, request);
  } catch (error) {
    if (error instanceof LokiSilence) return NO_ANSWER;
    throw error;
  }
}

function answerAll(world: QueryWorld, request: FakeRequest): Answer {
  const { from, to, queries } = bodyOf(request);
  if (!Array.isArray(queries) || queries.length === 0) return json({ message: "no queries found" }, 400);
  const range = { from: epochMs(from), to: epochMs(to) };
  const sources = (queries as readonly Query[]).map((query) => sourceOf(world, query));
  if (sources.includes(undefined)) {
    return json({ message: "Data source not found", messageId: "datasource.notFound", statusCode: 404 }, 404);
  }
  const results: Record<string, unknown> = {};
  let failed = false;
  for (const [i, query] of (queries as readonly Query[]).entries()) {
    const result = resultOf(world, sources[i]!, query, range);
    failed ||= result.status !== 200;
    results[query.refId] = result;
  }
  if (!failed) return json({ results });
  return json({ results }, world.multiStatus ? 207 : 400);
}

function sourceOf({ dataSources }: QueryWorld, { datasource }: Query): FakeDataSource | undefined {
  const wanted = (datasource as { readonly uid?: string } | undefined)?.uid;
  return dataSources.find(({ uid }) => uid === wanted);
}

const UNITS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3 };

function epochMs(given: unknown): number {
  const text = String(given);
  if (/^\d+$/.test(text)) return Number(text);
  const relative = /^now(?:-(\d+)([smhd]))?$/.exec(text);
  if (relative === null) throw new TypeError(`${text} is neither ms since 1970 nor relative to now`);
  return Date.now() - Number(relative[1] ?? 0) * (UNITS[relative[2] ?? "s"] ?? 0);
}

interface Result {
  readonly status: number;
  readonly frames?: readonly unknown[];
  readonly error?: string;
  readonly errorSource?: string;
}

function resultOf(world: QueryWorld, source: FakeDataSource, query: Query, range: MsRange): Result {
  try {
    if (source.failing !== undefined) {
      throw new QueryFailure(source.failing.error, source.failing.status, source.failing.errorSource);
    }
    return { status: 200, frames: framesOf(world, source, query, range) };
  } catch (error) {
    if (error instanceof QueryFailure) return { error: error.message, errorSource: error.source, status: error.status };
    if (error instanceof LokiRefusal) {
      return { error: error.message, errorSource: "downstream", status: error.status };
    }
    throw error;
  }
}

function framesOf(world: QueryWorld, source: FakeDataSource, query: Query, range: MsRange): readonly unknown[] {
  if ("entries" in source) return lokiFrames(source, world.stores.get(source.uid)!, query, range);
  if ("documents" in source) return [searchDocuments(source, query, range)];
  if ("rows" in source) return [selectRows(source, query, range)];
  return source.frames;
}

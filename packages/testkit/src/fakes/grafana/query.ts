import { bodyOf, json, type Answer, type FakeRequest } from "./answer.ts";
import type { FakeDataSource, FakeLoki } from "./data-sources.ts";
import { searchDocuments } from "./elasticsearch.ts";
import { frameOf, type FrameMeta } from "./frames.ts";
import { LokiRefusal, type FoundEntry, type LokiStore } from "./loki.ts";
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
    if (error instanceof LokiRefusal) return { error: error.message, errorSource: "downstream", status: 400 };
    throw error;
  }
}

function framesOf(world: QueryWorld, source: FakeDataSource, query: Query, range: MsRange): readonly unknown[] {
  if ("entries" in source) return [lokiFrame(source, world.stores.get(source.uid)!, query, range)];
  if ("documents" in source) return [searchDocuments(source, query, range)];
  if ("rows" in source) return [selectRows(source, query, range)];
  return source.frames;
}

const NS_PER_MS = 1_000_000n;
const LOKI_DEFAULT_LIMIT = 100;

function lokiFrame(source: FakeLoki, store: LokiStore, query: Query, { from, to }: MsRange): unknown {
  if (query["queryType"] !== "range") throw new QueryFailure("only range queries give log lines", 400, "plugin");
  const maxLines = Number(query["maxLines"] ?? 0);
  const entries = store.range({
    query: String(query["expr"]),
    start: BigInt(from) * NS_PER_MS,
    end: BigInt(to) * NS_PER_MS,
    limit: maxLines > 0 ? maxLines : LOKI_DEFAULT_LIMIT,
    direction: query["direction"] === "forward" ? "forward" : "backward",
  });
  const meta = {
    executedQueryString: `Expr: ${String(query["expr"])}`,
    ...(source.notices && { notices: source.notices }),
  };
  return source.frameFormat === "dataplane"
    ? dataplaneFrame(query.refId, entries, meta)
    : legacyFrame(query.refId, entries, meta);
}

function legacyFrame(refId: string, entries: readonly FoundEntry[], meta: FrameMeta): unknown {
  return frameOf(refId, { typeVersion: [0, 0], custom: { frameType: "LabeledTimeValues" }, ...meta }, [
    { name: "labels", frame: "json.RawMessage", values: entries.map(allLabels) },
    { name: "Time", frame: "time.Time", values: entries.map(({ time }) => time) },
    { name: "Line", frame: "string", values: entries.map(({ line }) => line) },
    { name: "tsNs", frame: "string", values: entries.map(({ time }) => String(time)) },
    { name: "id", frame: "string", values: idsOf(entries) },
  ]);
}

function dataplaneFrame(refId: string, entries: readonly FoundEntry[], meta: FrameMeta): unknown {
  return frameOf(refId, { type: "log-lines", typeVersion: [0, 0], ...meta }, [
    { name: "timestamp", frame: "time.Time", values: entries.map(({ time }) => time) },
    { name: "body", frame: "string", values: entries.map(({ line }) => line) },
    { name: "labels", frame: "json.RawMessage", values: entries.map(allLabels) },
    { name: "id", frame: "string", values: idsOf(entries) },
  ]);
}

function allLabels({ labels, metadata, parsed }: FoundEntry): Readonly<Record<string, string>> {
  return { ...labels, ...metadata, ...parsed };
}

/** Ids of lines: equal ones of one answer are told apart by a suffix, which starts anew in the next answer. */
function idsOf(entries: readonly FoundEntry[]): readonly string[] {
  const seen = new Map<string, number>();
  return entries.map(({ time, labels, line }) => {
    const id = `${time}_${hash(JSON.stringify(labels) + line)
      .toString(16)
      .padStart(8, "0")}`;
    const count = seen.get(id) ?? 0;
    seen.set(id, count + 1);
    return count === 0 ? id : `${id}_${count}`;
  });
}

/** 32-bit FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

import type { FakeLoki } from "../data-sources.ts";
import { frameOf, type FrameMeta } from "../frames.ts";
import { QueryFailure, type MsRange, type Query } from "../query-shape.ts";
import { isNumeric, steppedTo } from "./api.ts";
import { evaluate, type Sample } from "./counts.ts";
import type { FoundEntry, LokiStore } from "./store.ts";

const NS_PER_MS = 1_000_000n;
const LOKI_DEFAULT_LIMIT = 100;

/** What Grafana makes of Loki's answer to one query. */
export function lokiFrames(source: FakeLoki, store: LokiStore, query: Query, range: MsRange): readonly unknown[] {
  const [start, end] = [BigInt(range.from) * NS_PER_MS, BigInt(range.to) * NS_PER_MS];
  const expression = String(query["expr"]);
  const isInstant = query["queryType"] === "instant";
  if (isNumeric(expression)) {
    const time = isInstant ? end : steppedTo(start, end);
    const samples = evaluate(store, expression, time, isInstant ? "instant" : "step");
    return samples.map((sample) => numberFrame(query.refId, sample, time));
  }
  if (query["queryType"] !== "range") throw new QueryFailure("only range queries give log lines", 400, "plugin");
  const maxLines = Number(query["maxLines"] ?? 0);
  const entries = store.range({
    query: expression,
    start,
    end,
    limit: maxLines > 0 ? maxLines : LOKI_DEFAULT_LIMIT,
    direction: query["direction"] === "forward" ? "forward" : "backward",
  });
  return [lineFrame(source, query.refId, entries, `Expr: ${expression}`)];
}

function numberFrame(refId: string, { labels, value }: Sample, time: bigint): unknown {
  return frameOf(refId, { type: "numeric-multi", typeVersion: [0, 1] }, [
    { name: "Time", frame: "time.Time", values: [time] },
    { name: "Value", frame: "float64", values: [value], labels },
  ]);
}

function lineFrame(
  { notices, frameFormat }: FakeLoki,
  refId: string,
  entries: readonly FoundEntry[],
  executedQueryString: string,
): unknown {
  const meta = { executedQueryString, ...(notices && { notices }) };
  return frameFormat === "dataplane" ? dataplaneFrame(refId, entries, meta) : legacyFrame(refId, entries, meta);
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

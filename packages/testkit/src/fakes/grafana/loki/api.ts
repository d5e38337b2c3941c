import { json, NO_ANSWER, text, type Answer, type FakeRequest } from "../answer.ts";
import { evaluate, type Sample } from "./counts.ts";
import { HOUR_NS, LokiRefusal, LokiSilence } from "./limits.ts";
import { type FoundEntry, keyOf, type LokiStore, now } from "./store.ts";

/** Loki's own API, as Grafana's proxy passes it on. */
export function answerLoki(store: LokiStore, path: string, request: FakeRequest): Answer {
  if (path === "/ready") return text("ready\n", 200);
  try {
    if (path === "/loki/api/v1/query_range") return queryRange(store, request);
    if (path === "/loki/api/v1/query") return queryInstant(store, request);
  } catch (error) {
    if (error instanceof LokiRefusal) return text(error.message, error.status);
    if (error instanceof LokiSilence) return NO_ANSWER;
    throw error;
  }
  return text("404 page not found\n", 404);
}

function queryRange(store: LokiStore, request: FakeRequest): Answer {
  const { query, headers } = request;
  const expression = query.get("query") ?? "";
  const start = instant(query.get("start")) ?? now() - HOUR_NS;
  const end = instant(query.get("end")) ?? now();
  if (isNumeric(expression)) return matrix(evaluate(store, expression, steppedTo(start, end), "step"), end);
  const entries = store.range({ query: expression, start, end, limit: limitOf(query), direction: directionOf(query) });
  const isCategorized = String(headers["x-loki-response-encoding-flags"] ?? "").includes("categorize-labels");
  return json({
    status: "success",
    data: {
      resultType: "streams",
      ...(isCategorized && { encodingFlags: ["categorize-labels"] }),
      result: isCategorized ? categorized(entries) : plain(entries),
      stats: { summary: { totalLinesProcessed: entries.length } },
    },
  });
}

function queryInstant(store: LokiStore, { query }: FakeRequest): Answer {
  const expression = query.get("query") ?? "";
  const time = instant(query.get("time")) ?? now();
  if (!isNumeric(expression)) {
    throw new LokiRefusal(
      "log queries are not supported as an instant query type, please change your query to a range query type",
    );
  }
  const result = evaluate(store, expression, time, "instant").map(({ labels, value }) => ({
    metric: labels,
    value: [Number(time / 1_000_000n) / 1000, String(value)],
  }));
  return json({ status: "success", data: { resultType: "vector", result } });
}

/** The fake evaluates one step only. */
export function steppedTo(start: bigint, end: bigint): bigint {
  if (start !== end) throw new LokiRefusal("the fake evaluates queries in numbers at one step only");
  return end;
}

/** Whether a query gives numbers rather than lines. */
export function isNumeric(expression: string): boolean {
  return !expression.trimStart().startsWith("{");
}

function matrix(samples: readonly Sample[], time: bigint): Answer {
  const result = samples.map(({ labels, value }) => ({
    metric: labels,
    values: [[Number(time / 1_000_000n) / 1000, String(value)]],
  }));
  return json({ status: "success", data: { resultType: "matrix", result } });
}

function directionOf(query: URLSearchParams): "forward" | "backward" {
  const direction = (query.get("direction") ?? "backward").toLowerCase();
  if (direction === "forward" || direction === "backward") return direction;
  throw new LokiRefusal(`invalid direction '${direction}'`);
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get("limit") ?? "100");
  if (!Number.isInteger(limit) || limit <= 0) throw new LokiRefusal("limit must be a positive value");
  return limit;
}

/** An instant as Loki takes it: ns, seconds with a fraction, or RFC 3339. */
function instant(given: string | null): bigint | undefined {
  if (given === null) return undefined;
  if (/^\d+$/.test(given)) return given.length > 10 ? BigInt(given) : BigInt(given) * 1_000_000_000n;
  if (/^\d+\.\d+$/.test(given)) return BigInt(Math.round(Number(given) * 1e3)) * 1_000_000n;
  const ms = Date.parse(given);
  if (Number.isNaN(ms)) throw new LokiRefusal(`could not parse '${given}' as a timestamp`);
  return BigInt(ms) * 1_000_000n;
}

interface Stream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: unknown[][];
}

/** The old encoding: whatever labels a line has, from wherever, make its stream. */
function plain(entries: readonly FoundEntry[]): readonly Stream[] {
  return streams(
    entries,
    ({ labels, metadata, parsed }) => ({ ...labels, ...metadata, ...parsed }),
    ({ time, line }) => [String(time), line],
  );
}

function categorized(entries: readonly FoundEntry[]): readonly Stream[] {
  return streams(
    entries,
    ({ labels }) => labels,
    ({ time, line, metadata, parsed }) => [
      String(time),
      line,
      {
        ...(metadata && { structuredMetadata: metadata }),
        ...(Object.keys(parsed).length > 0 && { parsed }),
      },
    ],
  );
}

function streams(
  entries: readonly FoundEntry[],
  labelsOf: (entry: FoundEntry) => Readonly<Record<string, string>>,
  valueOf: (entry: FoundEntry) => unknown[],
): readonly Stream[] {
  const found = new Map<string, Stream>();
  for (const entry of entries) {
    const stream = labelsOf(entry);
    const key = keyOf(stream);
    if (!found.has(key)) found.set(key, { stream, values: [] });
    found.get(key)!.values.push(valueOf(entry));
  }
  return [...found.values()];
}

import { json, text, type Answer, type FakeRequest } from "./answer.ts";
import { parseLogQl, type LogQuery } from "./logql.ts";

/** One line of a log, as it was pushed. */
export interface LokiEntry {
  readonly labels: Readonly<Record<string, string>>;
  /** ns since 1970. */
  readonly time: bigint;
  readonly line: string;
  /** Structured metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What a Loki refuses, or cuts off. */
export interface LokiLimits {
  /** Most entries that a query may ask for. */
  readonly maxEntries: number;
  /** Longest range of time that a query may ask for, in ns. */
  readonly maxQueryLength: bigint;
}

const HOUR_NS = 3_600_000_000_000n;

export const LOKI_LIMITS: LokiLimits = { maxEntries: 5000, maxQueryLength: 721n * HOUR_NS };

/** What a range query asks. The range is half-open: `start` is in it, `end` is not. */
export interface RangeQuery {
  readonly query: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly limit: number;
  readonly direction: "forward" | "backward";
}

export interface FoundEntry extends LokiEntry {
  readonly parsed: Readonly<Record<string, string>>;
}

/** A fault in what was asked, with the words and the status of the service. */
export class LokiRefusal extends Error {}

/** Log lines held like Loki holds them: by stream, in order of time, an equal line of one instant only once. */
export class LokiStore {
  readonly #entries: readonly LokiEntry[];
  readonly #limits: LokiLimits;

  constructor(entries: readonly LokiEntry[], limits: Partial<LokiLimits> = {}) {
    this.#limits = { ...LOKI_LIMITS, ...limits };
    this.#entries = sortedOnce(entries);
  }

  /** How many lines there are. */
  get size(): number {
    return this.#entries.length;
  }

  /**
   * @throws LokiRefusal where the query is beyond the limits or cannot be read
   */
  range({ query, start, end, limit, direction }: RangeQuery): readonly FoundEntry[] {
    const parsed = this.#checked(query, start, end, limit);
    const found: FoundEntry[] = [];
    const first = lowerBound(this.#entries, start);
    const last = lowerBound(this.#entries, end);
    const step = direction === "forward" ? 1 : -1;
    for (let i = step === 1 ? first : last - 1; i >= first && i < last && found.length < limit; i += step) {
      const entry = this.#entries[i]!;
      if (!parsed.matches(entry.labels) || !parsed.keeps(entry.line)) continue;
      found.push({ ...entry, parsed: parsed.parsed(entry.line) });
    }
    return found;
  }

  #checked(query: string, start: bigint, end: bigint, limit: number): LogQuery {
    const { maxEntries, maxQueryLength } = this.#limits;
    if (end < start) throw new LokiRefusal("end timestamp must not be before or equal to start time");
    if (limit > maxEntries) {
      throw new LokiRefusal(
        `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${maxEntries})`,
      );
    }
    if (end - start > maxQueryLength) {
      const [length, most] = [end - start, maxQueryLength].map((ns) => `${ns / HOUR_NS}h0m0s`);
      throw new LokiRefusal(`the query time range exceeds the limit (query length: ${length}, limit: ${most})`);
    }
    try {
      return parseLogQl(query);
    } catch (error) {
      throw new LokiRefusal(error instanceof Error ? error.message : String(error));
    }
  }
}

function sortedOnce(entries: readonly LokiEntry[]): readonly LokiEntry[] {
  const seen = new Set<string>();
  const kept: { readonly entry: LokiEntry; readonly stream: string; readonly place: number }[] = [];
  for (const entry of entries) {
    const stream = keyOf(entry.labels);
    const key = `${entry.time}\n${stream}\n${entry.metadata ? keyOf(entry.metadata) : ""}\n${entry.line}`;
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push({ entry, stream, place: kept.length });
  }
  kept.sort((a, b) => {
    if (a.entry.time !== b.entry.time) return a.entry.time < b.entry.time ? -1 : 1;
    if (a.stream !== b.stream) return a.stream < b.stream ? -1 : 1;
    return a.place - b.place;
  });
  return kept.map(({ entry }) => entry);
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function lowerBound(entries: readonly LokiEntry[], time: bigint): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Loki's own API, as Grafana's proxy passes it on. */
export function answerLoki(store: LokiStore, path: string, request: FakeRequest): Answer {
  if (path === "/ready") return text("ready\n", 200);
  if (path === "/loki/api/v1/labels") return json({ status: "success", data: [] });
  if (path !== "/loki/api/v1/query_range") return text("404 page not found\n", 404);
  try {
    return queryRange(store, request);
  } catch (error) {
    if (error instanceof LokiRefusal) return text(error.message, 400);
    throw error;
  }
}

function queryRange(store: LokiStore, { query, headers }: FakeRequest): Answer {
  const now = BigInt(Date.now()) * 1_000_000n;
  const direction = (query.get("direction") ?? "backward").toLowerCase();
  if (direction !== "forward" && direction !== "backward") {
    throw new LokiRefusal(`invalid direction '${direction}'`);
  }
  const limit = Number(query.get("limit") ?? "100");
  if (!Number.isInteger(limit) || limit <= 0) throw new LokiRefusal("limit must be a positive value");
  const entries = store.range({
    query: query.get("query") ?? "",
    start: instant(query.get("start")) ?? now - HOUR_NS,
    end: instant(query.get("end")) ?? now,
    limit,
    direction,
  });
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

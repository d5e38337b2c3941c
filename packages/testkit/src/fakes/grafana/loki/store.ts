import { inChunks, isFound, type StoredEntry } from "./chunks.ts";
import type { LokiEntry } from "./entry.ts";
import { LOKI_LIMITS, LokiRefusal, LokiSilence, type LokiLimits, refuseTooLong } from "./limits.ts";
import { parseLogQl, type LogQuery } from "./logql.ts";

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

/** Part of a query that is run alone. */
interface Split {
  readonly start: bigint;
  readonly end: bigint;
}

/** Log lines held like Loki holds them: by stream, in order of time and in chunks, an equal line of one instant only once. */
export class LokiStore {
  readonly limits: LokiLimits;
  readonly #entries: readonly StoredEntry[];

  constructor(entries: readonly LokiEntry[], limits: Partial<LokiLimits> = {}, chunkLines: number = Infinity) {
    this.limits = { ...LOKI_LIMITS, ...limits };
    this.#entries = inChunks(sortedOnce(entries), ({ labels }) => keyOf(labels), chunkLines);
  }

  /** How many lines there are. */
  get size(): number {
    return this.#entries.length;
  }

  /**
   * @throws LokiRefusal where the query is beyond the limits or cannot be read, LokiSilence where nothing is answered
   */
  range({ query, start, end, limit, direction }: RangeQuery): readonly FoundEntry[] {
    const { maxEntries } = this.limits;
    if (end < start) throw new LokiRefusal("end timestamp must not be before or equal to start time");
    if (limit > maxEntries) {
      const words = "max entries limit per query exceeded, limit > max_entries_limit_per_query";
      throw new LokiRefusal(`${words} (${limit} > ${maxEntries})`);
    }
    refuseTooLong(end - start, this.limits);
    const parsed = readQuery(query);
    const oldest = this.oldest();
    if (end < oldest) return [];
    const splits = this.#splits(start < oldest ? oldest : start, end);
    const found: FoundEntry[] = [];
    for (const split of direction === "forward" ? splits : splits.toReversed()) {
      const some = this.#ofSplit(parsed, split, direction, limit);
      this.#refuseOversized(some);
      found.push(...some.slice(0, limit - found.length));
      if (found.length >= limit) break;
    }
    return found;
  }

  /** Lines that one part of a query finds in `[start, end)`. */
  *found(query: LogQuery, { start, end }: Split): Generator<FoundEntry> {
    const ingestersFrom = now() - this.limits.queryIngestersWithin;
    for (let i = lowerBound(this.#entries, start); i < this.#entries.length; i++) {
      const stored = this.#entries[i]!;
      const { entry } = stored;
      if (entry.time >= end) return;
      if (!isFound(stored, start, end, ingestersFrom)) continue;
      if (query.matches(entry.labels) && query.keeps(entry.line)) yield { ...entry, parsed: query.parsed(entry.line) };
    }
  }

  /** The time before which nothing is found. */
  oldest(): bigint {
    const { maxQueryLookback } = this.limits;
    return maxQueryLookback === 0n ? 0n : now() - maxQueryLookback;
  }

  #ofSplit(query: LogQuery, split: Split, direction: RangeQuery["direction"], limit: number): readonly FoundEntry[] {
    if (direction === "backward") return [...this.found(query, split)].toReversed().slice(0, limit);
    const some: FoundEntry[] = [];
    for (const entry of this.found(query, split)) if (some.push(entry) >= limit) break;
    return some;
  }

  /** Cuts a range at multiples of the interval, as the query frontend does. */
  #splits(start: bigint, end: bigint): readonly Split[] {
    const { splitInterval: interval, maxOutstanding } = this.limits;
    if (interval === 0n) return [{ start, end }];
    const splits: Split[] = [];
    for (let at = start; at < end;) {
      const next = at - (at % interval) + interval;
      splits.push({ start: at, end: next < end ? next : end });
      at = next;
    }
    if (splits.length > maxOutstanding) throw new LokiRefusal("too many outstanding requests", 429);
    return splits;
  }

  #refuseOversized(entries: readonly FoundEntry[]): void {
    const { answerBytes, oversized } = this.limits;
    const bytes = entries.reduce((sum, { line }) => sum + Buffer.byteLength(line), 0);
    if (bytes <= answerBytes) return;
    if (oversized === "hang") throw new LokiSilence();
    const words = "rpc error: code = ResourceExhausted desc = grpc: received message larger than max";
    throw new LokiRefusal(`${words} (${bytes} vs. ${answerBytes})`, 500);
  }
}

/** ns since 1970. */
export function now(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

/** @throws LokiRefusal with Loki's words where it cannot be read */
export function readQuery(query: string): LogQuery {
  try {
    return parseLogQl(query);
  } catch (error) {
    throw new LokiRefusal(error instanceof Error ? error.message : String(error));
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

export function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function lowerBound(entries: readonly StoredEntry[], time: bigint): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.entry.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

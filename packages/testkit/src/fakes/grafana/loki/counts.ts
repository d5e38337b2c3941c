import { LokiRefusal, refuseTooLong } from "./limits.ts";
import { type FoundEntry, keyOf, type LokiStore, now, readQuery } from "./store.ts";

/** One series of an answer in numbers, at the time that was asked for. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** How a query in numbers is run: at an instant, cut into parts of time, or as a range of one step, which is not cut. */
export type Evaluation = "instant" | "step";

/** `sum(count_over_time(QUERY [1ns] offset 1ns))`; the sum and the offset may be missing. */
const COUNT = /^(sum\()?count_over_time\((.*?)\s*\[(\d+)ns\](?: offset (\d+)ns)?\)(\))?$/s;
/** The difference of two such sums. */
const DIFFERENCE = /^(sum\(.*\)) - \((sum\(.*\)) or vector\(0\)\)$/s;

/**
 * Evaluates the part of LogQL's queries in numbers that the fake understands, at `time`.
 * @throws LokiRefusal where it is beyond the limits or cannot be read
 */
export function evaluate(store: LokiStore, query: string, time: bigint, evaluation: Evaluation): readonly Sample[] {
  if (time < store.oldest()) return [];
  const difference = DIFFERENCE.exec(query);
  if (difference === null) return countOf(store, query, time, evaluation);
  const [all, rest] = [difference[1]!, difference[2]!].map((part) => countOf(store, part, time, evaluation));
  return all!.map(({ value }) => ({ labels: {}, value: value - (rest![0]?.value ?? 0) }));
}

function countOf(store: LokiStore, query: string, time: bigint, evaluation: Evaluation): readonly Sample[] {
  const parts = COUNT.exec(query);
  if (parts === null || (parts[1] === undefined) !== (parts[5] === undefined)) {
    throw new LokiRefusal("parse error at line 1, col 1: syntax error: unexpected IDENTIFIER");
  }
  const [, sum, selector, width, offset = "0"] = parts;
  const end = time - BigInt(offset);
  const counts = new Map<string, { labels: Sample["labels"]; value: number }>();
  for (const entry of linesIn(store, selector!, end - BigInt(width!), end, evaluation)) {
    refuseFailedStage(entry);
    const labels = sum === undefined ? { ...entry.labels, ...entry.metadata, ...entry.parsed } : {};
    const key = keyOf(labels);
    counts.set(key, { labels, value: (counts.get(key)?.value ?? 0) + 1 });
  }
  const { maxSeries } = store.limits;
  if (counts.size > maxSeries) {
    throw new LokiRefusal(`maximum of series (${maxSeries}) reached for a single query`);
  }
  return [...counts.values()];
}

/** Lines after `start` up to and with `end`: not the range of a query of lines. */
function* linesIn(
  store: LokiStore,
  selector: string,
  start: bigint,
  end: bigint,
  evaluation: Evaluation,
): Generator<FoundEntry> {
  const query = readQuery(selector);
  const interval = evaluation === "instant" ? store.limits.splitInterval : 0n;
  for (let last = end; last > start; last -= interval === 0n ? last - start : interval) {
    const first = interval === 0n || last - interval < start ? start : last - interval;
    const split = clamped(store, first, last + 1n);
    for (const entry of store.found(query, split)) if (entry.time > first) yield entry;
  }
}

function clamped(store: LokiStore, start: bigint, end: bigint): { readonly start: bigint; readonly end: bigint } {
  const oldest = store.oldest();
  const from = start < oldest ? oldest : start;
  refuseTooLong(end - from, store.limits);
  if (end >= from) return { start: from, end };
  const hours = (now() - oldest) / 3_600_000_000_000n;
  throw new LokiRefusal(`this data is no longer available, it is past now - max_query_lookback (${hours}h)`);
}

function refuseFailedStage({ parsed }: FoundEntry): void {
  const failed = parsed["__error__"];
  if (failed === undefined) return;
  throw new LokiRefusal(
    `pipeline error: '${failed}' for series: '{}'.\nUse a label filter to intentionally skip this error.`,
  );
}

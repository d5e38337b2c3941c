import type { EventBatch } from "@winnow/core";
import { isoOfNanos } from "../frames/time.ts";
import { mapItems, type Puller, type PullContext } from "../query/puller.ts";
import { durationNanos, NANOS_PER_MS, type Range } from "../query/range.ts";
import { gapOf, type SliceAnswer } from "../query/slices.ts";
import type { Entry } from "./entry.ts";
import type { LineCounter } from "./line-counter.ts";
import { type Lookback, lookbackOf } from "./lookback.ts";
import type { LokiPager } from "./pager.ts";
import type { LokiRows } from "./rows.ts";
import type { LokiTransport } from "./transport.ts";

/** Loki's `max_query_length` is an hour longer. */
const WIDEST = durationNanos("30d")!;
/** The range whose lines are counted once more at the end. */
const COUNTED = durationNanos("29d")!;
/** Room between the limit of what can be searched and what is asked for, since the limit moves on. */
const LOOKBACK_MARGIN = durationNanos("1m")!;
const SECOND = durationNanos("1s")!;

interface Parts {
  readonly source: string;
  readonly query: string;
  readonly transport: LokiTransport;
  readonly pager: LokiPager;
  readonly counter: LineCounter;
  readonly rows: LokiRows;
  /** Whether this Loki is known to accept lines of any age. */
  readonly takesOldLines: () => Promise<boolean>;
  readonly context: PullContext;
}

/** Pulls lines from a Loki, and looks at the end whether it has more than it gave. */
export class LokiPuller implements Puller {
  readonly widest: bigint = WIDEST;
  readonly tick: bigint;
  readonly #parts: Parts;
  #lookback: Lookback | undefined;
  #searchedRange: Range | undefined;
  /** What is counted at the end. */
  #counted: Range | undefined;
  #given = 0;
  /** Lines of gaps; `undefined` where nobody knows how many. */
  #missing: number | undefined = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.tick = parts.transport.tick;
  }

  readonly limit = (): number => this.#parts.pager.limit;

  readonly begin = async (range: Range): Promise<Range> => {
    const { transport, query } = this.#parts;
    this.#lookback = await lookbackOf(transport, query, range, millisecondsNow());
    const searched = this.#lookback === undefined ? range : this.#searched(range, this.#lookback);
    this.#searchedRange = searched;
    const oldest = millisecondsNow() - COUNTED;
    if (searched.from < oldest) await this.#warnOfUncounted();
    const from = searched.from > oldest ? searched.from : oldest;
    if (from < searched.to) this.#counted = { from, to: searched.to };
    return searched;
  };

  readonly ask = async (slice: Range): Promise<SliceAnswer<() => Iterable<EventBatch>>> => {
    const { pager } = this.#parts;
    const answer = await pager.ask(slice);
    this.#reportPassedLookback(slice);
    if (answer.kind === "cut" || answer.kind === "too heavy") await this.#countLost(slice, answer);
    const missing = answer.kind === "short" ? answer.missing : 0;
    return mapItems(answer, (entries) => this.#events(entries, missing));
  };

  readonly finish = async (): Promise<readonly EventBatch[]> => {
    const { rows, context } = this.#parts;
    const batches = [...rows.flush()];
    const warning = rows.warning();
    if (warning !== undefined) context.warn(warning);
    if (this.#counted !== undefined && this.#missing !== undefined) await this.#compare(this.#counted, this.#missing);
    this.#reportUncountable();
    return batches;
  };

  #events(entries: readonly Entry[], missing: number): Iterable<EventBatch> {
    const from = this.#counted?.from ?? 0n;
    this.#given += entries.filter(({ nanos }) => nanos >= from).length;
    if (this.#missing !== undefined) this.#missing += missing;
    return this.#parts.rows.add(entries);
  }

  #searched(range: Range, { text, nanos }: Lookback): Range {
    const limit = millisecondsNow() - nanos + LOOKBACK_MARGIN;
    const from = limit < range.to ? limit : range.to;
    if (from <= range.from) return range;
    const reason = `Loki searches no further back than max_query_lookback (${text})`;
    this.#parts.context.gap(gapOf(this.#parts.source, { from: range.from, to: from }, reason));
    return { from, to: range.to };
  }

  /** Lines older than a month are flushed, unless Loki takes such lines in: then they may have come just now. */
  async #warnOfUncounted(): Promise<void> {
    const { takesOldLines, context } = this.#parts;
    if (await takesOldLines()) {
      context.warn(
        "This Loki accepts old lines (reject_old_samples: false). Lines older than 29 days that it has not flushed to " +
          "its store yet are neither given nor counted: read them again some hours after they were written.",
      );
    }
  }

  /** Where an answer was long in coming, the limit may have moved past what was asked for. */
  #reportPassedLookback(slice: Range): void {
    if (this.#lookback === undefined) return;
    const limit = millisecondsNow() - this.#lookback.nanos;
    if (limit <= slice.from) return;
    const reason = `Loki answered so late that max_query_lookback (${this.#lookback.text}) may have left lines out`;
    const to = limit < slice.to ? limit : slice.to;
    this.#parts.context.gap(gapOf(this.#parts.source, { from: slice.from, to }, reason));
  }

  /** Counts the lines of a slice that is given up, so that they are not missed again at the end. */
  async #countLost(slice: Range, { kind }: { readonly kind: "cut" | "too heavy" }): Promise<void> {
    const smallest = kind === "cut" ? this.tick : SECOND;
    if (slice.to - slice.from > smallest || this.#missing === undefined) return;
    const count = await this.#parts.counter.within(slice);
    this.#missing = typeof count === "number" ? this.#missing + count : undefined;
  }

  #reportUncountable(): void {
    const { counter, source, context } = this.#parts;
    if (counter.refusal === undefined || this.#searchedRange === undefined) return;
    const reason = `Loki does not count the lines of this query, so that missing lines go unnoticed: ${counter.refusal}`;
    context.gap(gapOf(source, this.#searchedRange, reason));
  }

  /** Lines that are not flushed to the store yet are found by a query that reaches up to now, but only counted by it. */
  async #compare(range: Range, missing: number): Promise<void> {
    const { counter, source, context } = this.#parts;
    const now = millisecondsNow();
    const time = ((now > range.to ? now : range.to) / SECOND + 1n) * SECOND;
    const count = await counter.unsplit(range, time);
    if (typeof count === "object") context.warn(uncountedWarning(range, count.said));
    if (typeof count !== "number" || count <= this.#given + missing) return;
    const reason =
      `Loki counts ${count} lines, of which it gave ${this.#given}: ` +
      "the others are not flushed to its store yet, or arrived meanwhile";
    context.gap(gapOf(source, range, reason));
  }
}

function uncountedWarning({ from, to }: Range, said: string): string {
  const range = `from ${isoOfNanos(from)} up to ${isoOfNanos(to)}`;
  return `Loki did not count the lines ${range} at once (${said}): lines that are not flushed to its store go unnoticed.`;
}

/** ns since 1970, in whole milliseconds. */
function millisecondsNow(): bigint {
  return BigInt(Date.now()) * NANOS_PER_MS;
}

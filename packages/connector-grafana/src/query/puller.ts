import type { EventBatch, RunContext } from "@winnow/core";
import type { Range } from "./range.ts";
import type { SliceAnswer } from "./slices.ts";

/** How one data source is asked, and what becomes of its answers. */
export interface Puller {
  /** Nanoseconds: how finely it takes bounds. */
  readonly tick: bigint;
  /** Rows that an answer holds at most. */
  readonly limit: () => number;
  /** Nanoseconds that one request may span; the entire range where it is left out. */
  readonly widest: bigint | undefined;
  /** The part of a range that can be searched; the rest becomes a gap. */
  readonly begin: (range: Range) => Promise<Range>;
  /** Asks for a slice; what comes back is its events, made when they are wanted. */
  readonly ask: (slice: Range) => Promise<SliceAnswer<() => Iterable<EventBatch>>>;
  /** The events that are left, once every slice was asked for. */
  readonly finish: () => Promise<readonly EventBatch[]>;
}

export type PullContext = Pick<RunContext, "warn" | "gap" | "progress">;

/** An answer whose items become events when they are wanted. */
export function mapItems<T>(
  answer: SliceAnswer<T>,
  events: (items: T) => Iterable<EventBatch>,
): SliceAnswer<() => Iterable<EventBatch>> {
  return answer.kind === "whole" || answer.kind === "short" ? { ...answer, items: () => events(answer.items) } : answer;
}

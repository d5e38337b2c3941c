import { type Group, microseconds } from "../groups/group.ts";
import type { TimeSteps } from "../queries/time-queries.ts";

/** First and last instant, in µs. */
export interface Span {
  readonly first: bigint;
  readonly last: bigint;
}

/** The span of two spans. */
export function joined(span: Span | undefined, { first, last }: Span): Span {
  if (span === undefined) return { first, last };
  return { first: first < span.first ? first : span.first, last: last > span.last ? last : span.last };
}

/** From the first to the last event of some groups; `undefined` where none has a time. */
export function spanOf(groups: readonly Group[]): Span | undefined {
  let span: Span | undefined;
  for (const { first, last } of groups) {
    if (first !== "") span = joined(span, { first: microseconds(first), last: microseconds(last) });
  }
  return span;
}

/** A span in equal steps. */
export function stepsOf({ first, last }: Span, steps: number): TimeSteps {
  return { start: first, width: (last - first) / BigInt(steps) + 1n };
}

import type { Range } from "../query/range.ts";
import type { Refused, TooHeavy } from "../service/refusals.ts";
import type { Entry, Labels } from "./entry.ts";

/** A way to ask a Loki. Bounds of ranges are whole ticks; times of numbers are whole milliseconds. */
export interface LokiTransport {
  /** Nanoseconds: how finely it takes bounds. */
  readonly tick: bigint;
  /** The first `limit` lines of a range at most, in order of time. */
  lines(range: Range, limit: number, seconds: number): Promise<Lines | Refused | TooHeavy>;
  /** A query in numbers at a time. */
  numbers(expression: string, time: bigint, evaluation: Evaluation): Promise<Numbers | Refused | TooHeavy>;
}

export interface Lines {
  readonly kind: "lines";
  readonly entries: readonly Entry[];
}

export interface Numbers {
  readonly kind: "numbers";
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/**
 * At an instant, which Loki cuts into parts of an hour; or as one step of a range, which it does not cut, so that it also
 * asks the memory of its ingesters.
 */
export type Evaluation = "instant" | "step";

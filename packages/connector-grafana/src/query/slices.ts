import type { Gap, WinnowError } from "@winnow/core";
import { isoOfNanos } from "../frames/time.ts";
import type { TooHeavy } from "../service/refusals.ts";
import type { Range } from "./range.ts";

/** What asking for a slice of time gives. */
export type SliceAnswer<T> =
  /**
   * All there is in the slice, or in its beginning up to `upTo`. `rows` says how many, so that the next slice can be as
   * wide as the limit allows.
   */
  | { readonly kind: "whole"; readonly items: T; readonly rows: number; readonly upTo?: bigint }
  /** More than one answer holds: a smaller slice will do, best one that ends at `upTo`. */
  | { readonly kind: "cut"; readonly reason: string; readonly upTo?: bigint }
  /** It took too long or was too much for the service: a smaller slice may do. */
  | TooHeavy
  | Short<T>;

/**
 * Fewer rows came than there are, in the slice or in its beginning up to `upTo`: a slice that ends at `narrower` may give
 * all of its rows. Where there is none, these rows are all that can be had.
 */
export interface Short<T> {
  readonly kind: "short";
  readonly items: T;
  readonly rows: number;
  readonly upTo?: bigint;
  readonly narrower?: bigint;
  /** How many are missing. */
  readonly missing: number;
  readonly reason: string;
}

export interface Slicing<T> {
  /** Nanoseconds; no slice is narrower, and every bound is a multiple of it. */
  readonly tick: bigint;
  /** Nanoseconds; no slice is wider. */
  readonly widest: bigint;
  /** Rows that an answer holds at most. */
  readonly limit: () => number;
  readonly ask: (slice: Range) => Promise<SliceAnswer<T>>;
  /** Told of what cannot be had, in order of time; neighbours are put together. */
  readonly onGap: (range: Range, reason: string) => void;
  /** The failure of a source that gives cut answers however little it is asked for. */
  readonly hopeless: (reason: string) => WinnowError;
  /** Told how far the range has been asked for. */
  readonly onProgress: (upTo: bigint) => void;
}

/** A slice that is too heavy is not made smaller than this, in nanoseconds: then it is not its size. */
const LIGHTEST = 1_000_000_000n;
/** So many heavy answers in a row, each to a quarter of the time before: it is not the size, the service is down. */
const MOST_FAILURES = 10;
/** So many of the smallest slices in a row that are cut: it is not what they hold, the source does not heed the bounds. */
const MOST_CUTS = 100;
/** So many short answers in a run are asked for again in narrower slices; that is when narrowing takes too long. */
const MOST_SHORT = 2000;

/**
 * Asks for a range slice by slice, in order of time, each as wide as the limit seems to allow; a slice that is cut is
 * discarded and asked for in halves. Together the slices that are given and the gaps are the range, each instant once.
 * @throws the error of the service where it goes on failing however little is asked for, `hopeless` where its answers stay
 *   cut, and whatever `ask` throws
 */
export async function* inSlices<T>(range: Range, slicing: Slicing<T>): AsyncGenerator<T> {
  const { tick, widest, limit, ask, onProgress } = slicing;
  const gaps = new GapJoiner(slicing.onGap);
  let width = widest;
  let failures = 0;
  let cuts = 0;
  let shorts = 0;
  let from = range.from;
  let chosen: bigint | undefined;
  while (from < range.to) {
    const to = chosen ?? (from + width < range.to ? from + width : range.to);
    chosen = undefined;
    const answer = await ask({ from, to });
    if (answer.kind === "short" && answer.narrower !== undefined && ++shorts <= MOST_SHORT) {
      chosen = answer.narrower;
      continue;
    }
    if (answer.kind === "whole" || answer.kind === "short") {
      failures = 0;
      cuts = 0;
      yield answer.items;
      const upTo = answer.upTo ?? to;
      if (answer.kind === "short") gaps.add({ from, to: upTo }, answer.reason);
      from = upTo;
      width = nextWidth(width, widest, answer.rows, limit());
      onProgress(from);
      continue;
    }
    if (answer.kind === "too heavy" && ++failures >= MOST_FAILURES) throw answer.error;
    const [smallest, parts] = answer.kind === "cut" ? [tick, 2n] : [tick > LIGHTEST ? tick : LIGHTEST, 4n];
    if (to - from <= smallest) {
      if (answer.kind === "cut" && ++cuts >= MOST_CUTS) throw slicing.hopeless(answer.reason);
      gaps.add({ from, to }, answer.kind === "cut" ? answer.reason : answer.error.message);
      from = to;
    } else if (answer.kind === "cut" && answer.upTo !== undefined) chosen = answer.upTo;
    else width = part(to - from, parts, tick);
  }
  gaps.flush();
}

/** Doubled where twice the rows stay clear of the limit. */
function nextWidth(width: bigint, widest: bigint, rows: number, limit: number): bigint {
  if (rows * 2.5 > limit) return width;
  return width * 2n < widest ? width * 2n : widest;
}

function part(width: bigint, parts: bigint, tick: bigint): bigint {
  const whole = (width / parts / tick) * tick;
  return whole < tick ? tick : whole;
}

/** Puts gaps that touch each other and have one reason together. */
class GapJoiner {
  readonly #tell: (range: Range, reason: string) => void;
  #open: { from: bigint; to: bigint; reason: string } | undefined;

  constructor(tell: (range: Range, reason: string) => void) {
    this.#tell = tell;
  }

  add({ from, to }: Range, reason: string): void {
    if (this.#open?.to === from && this.#open.reason === reason) {
      this.#open.to = to;
      return;
    }
    this.flush();
    this.#open = { from, to, reason };
  }

  flush(): void {
    if (this.#open !== undefined) this.#tell(this.#open, this.#open.reason);
    this.#open = undefined;
  }
}

/** A gap as the ledger keeps it. */
export function gapOf(source: string, { from, to }: Range, reason: string): Gap {
  return { source, from: isoOfNanos(from), to: isoOfNanos(to), reason };
}

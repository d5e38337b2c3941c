import type { TickRange } from "../service/query-service.ts";

/** Rows whose content hashes to `index` of `count`: every row has one, and equal rows have the same. */
export interface Bucket {
  readonly count: number;
  readonly index: number;
}

/** A part of the events that one query asks for. */
export interface Slice {
  /** `null`: the events without a time. */
  readonly range: TickRange | null;
  /** All of them hold. Empty: every event of the range. */
  readonly buckets: readonly Bucket[];
}

const BUCKETS_PER_SPLIT = 8;
/** Beyond 8³ parts of one tick, equal rows are what is left. */
const MOST_BUCKETS = 3;

/** Whole ranges as slices. */
export function sliceOf(range: TickRange | null): Slice {
  return { range, buckets: [] };
}

/** Parts that together hold exactly the events of the slice: halves of its time, then hashes of content. None: it is one part. */
export function split({ range, buckets }: Slice): readonly Slice[] {
  if (range !== null && range.to - range.from > 1n) {
    const middle = range.from + (range.to - range.from) / 2n;
    return [sliceOf({ from: range.from, to: middle }), sliceOf({ from: middle, to: range.to })];
  }
  if (buckets.length === MOST_BUCKETS) return [];
  // Conditions add up, so that nothing has to be known about how hashes of different counts hang together.
  const count = BUCKETS_PER_SPLIT ** (buckets.length + 1);
  const indices = Array.from({ length: count }, (_, index) => index);
  return indices.map((index) => ({ range, buckets: [...buckets, { count, index }] }));
}

/** Consecutive ranges between bounds in ascending order. */
export function rangesBetween(bounds: readonly bigint[]): TickRange[] {
  return bounds.slice(1).map((to, index) => ({ from: bounds[index]!, to }));
}

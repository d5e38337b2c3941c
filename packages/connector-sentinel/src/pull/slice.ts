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
  /** Equal events come as one row and their number. */
  readonly counted: boolean;
  /** All of them hold, so that nothing has to be known about how hashes of different counts hang together. Empty: every event of the range. */
  readonly buckets: readonly Bucket[];
}

/** Without a common divisor: where hashes are remainders, what is alike by one is told apart by the other. */
const BUCKETS: readonly number[] = [16, 17];

/** Every event of a range, as it is. */
export function sliceOf(range: TickRange | null): Slice {
  return { range, counted: false, buckets: [] };
}

/**
 * Parts that together hold exactly the events of the slice: halves of its time; of a single tick, equal events counted,
 * and then hashes of their content. None: it is one part.
 */
export function split({ range, counted, buckets }: Slice): readonly Slice[] {
  if (range !== null && range.to - range.from > 1n) {
    const middle = range.from + (range.to - range.from) / 2n;
    return [sliceOf({ from: range.from, to: middle }), sliceOf({ from: middle, to: range.to })];
  }
  if (!counted) return [{ range, counted: true, buckets }];
  const count = BUCKETS[buckets.length] ?? 0;
  const indices = Array.from({ length: count }, (_, index) => index);
  return indices.map((index) => ({ range, counted, buckets: [...buckets, { count, index }] }));
}

/**
 * What is left of slices, in order of time, without those that are missing, none of which overlap. Of an instant of which only a part is missing
 * nothing goes.
 */
export function withoutMissing(slices: readonly Slice[], missing: readonly Slice[]): Slice[] {
  const gone = missing.flatMap(({ range, buckets }) => (buckets.length === 0 ? [range] : []));
  const holes = gone.filter((range) => range !== null).sort((a, b) => (a.from < b.from ? -1 : 1));
  return slices.flatMap(({ range }) => {
    if (range === null) return gone.includes(null) ? [] : [sliceOf(null)];
    const left: Slice[] = [];
    let from = range.from;
    for (const hole of holes) {
      if (hole.from > from) left.push(sliceOf({ from, to: hole.from }));
      if (hole.to > from) from = hole.to;
    }
    return from < range.to ? [...left, sliceOf({ from, to: range.to })] : left;
  });
}

/** Consecutive ranges between bounds in ascending order. */
export function rangesBetween(bounds: readonly bigint[]): TickRange[] {
  return bounds.slice(1).map((to, index) => ({ from: bounds[index]!, to }));
}

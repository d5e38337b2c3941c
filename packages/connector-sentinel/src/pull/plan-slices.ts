import type { TickRange } from "../service/query-service.ts";
import { rangesBetween } from "./slice.ts";

const TICKS_PER_MINUTE = 600_000_000n;

/** Steps that a histogram may have, as KQL writes them. */
const STEPS: readonly (readonly [kql: string, minutes: bigint])[] = [
  ["1m", 1n],
  ["5m", 5n],
  ["15m", 15n],
  ["1h", 60n],
  ["6h", 360n],
  ["1d", 1440n],
];
const MOST_STEPS = 3000n;

export interface Step {
  readonly kql: string;
  readonly ticks: bigint;
}

/** The finest step that a histogram of the range may have without being long itself. */
export function stepFor({ from, to }: TickRange): Step {
  const [kql, minutes] = STEPS.find(([, each]) => to - from <= each * TICKS_PER_MINUTE * MOST_STEPS) ?? STEPS.at(-1)!;
  return { kql, ticks: minutes * TICKS_PER_MINUTE };
}

/** Equal slices of `width` ticks; the last may be shorter. Wider ones where there would be more than `most`. */
export function equalSlices({ from, to }: TickRange, width: bigint, most = 10_000n): TickRange[] {
  const step = (to - from) / width >= most ? (to - from) / most + 1n : width;
  const bounds: bigint[] = [];
  for (let at = from; at < to; at += step) bounds.push(at);
  return rangesBetween([...bounds, to]);
}

/**
 * Slices of about `rows` events by a count of them. The count is only a hint: the slices cover the whole range,
 * steps without events too.
 *
 * @param counts events by the first tick of their step
 */
export function slicesByCount(
  range: TickRange,
  step: Step,
  counts: ReadonlyMap<bigint, number>,
  rows: number,
): TickRange[] {
  const bounds = [range.from];
  let inSlice = 0;
  for (const [start, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const from = start > range.from ? start : range.from;
    const to = start + step.ticks < range.to ? start + step.ticks : range.to;
    if (to <= from) continue;
    if ((inSlice > 0 && inSlice + count > rows) || count > rows) {
      if (from > bounds.at(-1)!) bounds.push(from);
      inSlice = 0;
    }
    inSlice += count;
    if (count <= rows) continue;
    // A step with many events is cut evenly, and stands alone.
    const parts = BigInt(Math.ceil(count / rows));
    for (let part = 1n; part <= parts; part++) {
      const bound = from + ((to - from) * part) / parts;
      if (bound > bounds.at(-1)! && bound < range.to) bounds.push(bound);
    }
    inSlice = 0;
  }
  return rangesBetween([...bounds, range.to]);
}

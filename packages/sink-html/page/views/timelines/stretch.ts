import type { Stretch } from "./domain.ts";
import type { Part } from "./link.ts";

/** The part of a stretch of time that is in view. */
export function stretchOf({ from, to }: Stretch, { start, end }: Part): Stretch {
  const width = (to - from) / 100;
  return { from: from + start * width, to: from + end * width };
}

/** Where a moment lies in a stretch of time, in percent of it. */
export function shareOf({ from, to }: Stretch, moment: number): number {
  return (100 * (moment - from)) / (to - from);
}

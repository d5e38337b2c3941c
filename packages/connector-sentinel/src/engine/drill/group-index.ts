import { type Slice, sliceOf } from "../../pull/slice.ts";
import { noSuchEvent } from "../errors.ts";
import type { Group } from "../groups/group.ts";
import { spanOf } from "./span.ts";

const TICKS_PER_MICROSECOND = 10n;

/** The groups of a reduction, by number, and the slices that contain their events. */
export class GroupIndex {
  readonly all: readonly Group[];
  /** The slices of all events: of the range, and of the events without a time. */
  readonly slices: readonly Slice[];
  readonly #isSlicedByTime: boolean;

  /** @param isSlicedByTime whether the times of groups are those of the slices */
  constructor(all: readonly Group[], slices: readonly Slice[], isSlicedByTime: boolean) {
    this.all = all;
    this.slices = slices;
    this.#isSlicedByTime = isSlicedByTime;
  }

  /** @throws `WN1585` for an unknown number */
  at(number: number): Group {
    const group = this.all[number];
    if (group === undefined) throw noSuchEvent({ row: number });
    return group;
  }

  /** The slices between the first and the last event of some groups. */
  slicesOf(groups: readonly Group[]): readonly Slice[] {
    if (!this.#isSlicedByTime) return this.slices;
    const span = spanOf(groups);
    const timeless = groups.some(({ first }) => first === "");
    return this.slices.flatMap(({ range }) => {
      if (range === null) return timeless ? [sliceOf(null)] : [];
      if (span === undefined) return [];
      const [from, to] = [span.first * TICKS_PER_MICROSECOND, (span.last + 1n) * TICKS_PER_MICROSECOND];
      const within = { from: from > range.from ? from : range.from, to: to < range.to ? to : range.to };
      return within.from < within.to ? [sliceOf(within)] : [];
    });
  }
}

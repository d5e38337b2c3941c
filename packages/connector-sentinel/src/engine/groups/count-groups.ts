import { GapReport } from "../../pull/event-stream.ts";
import { type Slice, sliceOf, withoutMissing } from "../../pull/slice.ts";
import { unexpectedAnswer } from "../errors.ts";
import { groupsQuery } from "../queries/groups-query.ts";
import type { ReductionTable } from "../queries/reduction-table.ts";
import type { SliceReader } from "../slice-reader.ts";
import { GroupTally } from "./tally.ts";

/** Digits of codes: few, and all digits of a hash where two texts share the few. */
const CODE_DIGITS = [7, 64];

/** The groups of a source. */
export interface CountedGroups {
  readonly tally: GroupTally;
  /** The slices that were answered. Later queries about the same events ask for no others. */
  readonly slices: readonly Slice[];
}

/**
 * Queries all groups. A slice that cannot be answered is reported as a gap.
 * @throws `WN1587` for an answer that cannot be read, and whatever ends {@link SliceReader.outcomes}
 */
export async function countGroups(table: ReductionTable, reader: SliceReader): Promise<CountedGroups> {
  const { context, range } = reader.request;
  const tally = new GroupTally(table);
  const gaps = new GapReport(table.source.name, context.gap);
  const missing: Slice[] = [];
  const all = [sliceOf(range), sliceOf(null)];
  let slices: readonly Slice[] = all;
  for (const digits of CODE_DIGITS) {
    const ambiguous: Slice[] = [];
    for await (const outcome of reader.outcomes(slices, (slice) => groupsQuery(table, slice, digits))) {
      if ("missing" in outcome) {
        gaps.add(outcome.slice, outcome.missing);
        missing.push(outcome.slice);
      } else if (!tally.add(outcome.answer, digits)) ambiguous.push(outcome.slice);
    }
    slices = ambiguous;
    // The next pass starts again at the earliest slice, and a gap must not span two passes.
    gaps.report();
  }
  if (slices.length > 0) throw unexpectedAnswer({ problem: "different texts have one code" });
  return { tally, slices: withoutMissing(all, missing) };
}

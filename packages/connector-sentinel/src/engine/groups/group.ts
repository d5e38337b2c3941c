import { parseTicks } from "../../kql/quote.ts";
import { unexpectedAnswer } from "../errors.ts";
import { groupId } from "../queries/group-id.ts";

/** A group, summed over slices. */
export interface Group {
  /** Base keys, as the service wrote them. */
  readonly keys: readonly string[];
  readonly count: number;
  /** Time of the first and the last event, as {@link tickText} writes it; empty for null. */
  readonly first: string;
  readonly last: string;
}

const TICKS_PER_MICROSECOND = 10n;

/** Id of the group in queries. */
export function idOf({ keys }: Group): string {
  return groupId(keys);
}

/**
 * µs since 1970 of a time as {@link tickText} writes it; 0 for an empty text.
 * @throws `WN1587` for any other text
 */
export function microseconds(time: string): bigint {
  if (time === "") return 0n;
  const ticks = parseTicks(time);
  if (ticks === undefined) throw unexpectedAnswer({ problem: `"${time}" is no time` });
  const below = ((ticks % TICKS_PER_MICROSECOND) + TICKS_PER_MICROSECOND) % TICKS_PER_MICROSECOND;
  return (ticks - below) / TICKS_PER_MICROSECOND;
}

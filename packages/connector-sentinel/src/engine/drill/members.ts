import { BATCH_ROWS, type Cells, cellsOf, chunked } from "../events.ts";
import { idOf } from "../groups/group.ts";
import { membersQuery } from "../queries/event-queries.ts";
import { GROUPS_AT_ONCE, type ReducedEvents } from "./reduced-events.ts";

/** An event, its time as the service writes it (empty for null), and a hash of its content. */
export interface Member {
  readonly time: string;
  readonly hash: string;
  readonly cells: Cells;
}

/**
 * Events of some groups or (`null`) of all, in lists: each list by time and then by the service's hash of the content.
 * With a `limit`, the first ones in one list.
 */
export async function* members(
  { table, reader, groups }: ReducedEvents,
  numbers: readonly number[] | null,
  limit: number | undefined,
): AsyncGenerator<readonly Member[]> {
  const asked = numbers?.map((number) => groups.at(number)) ?? null;
  const slices = asked === null ? groups.slices : groups.slicesOf(asked);
  const first: Member[] = [];
  for (const ids of asked === null ? [null] : chunked(asked.map(idOf), GROUPS_AT_ONCE)) {
    for await (const answer of reader.answers(slices, (slice) => membersQuery(table, slice, ids, limit))) {
      const [times, hashes] = answer.values;
      const found = cellsOf(answer, table.source.columns, 2)
        .map((cells, row): Member => ({ time: times![row] ?? "", hash: hashes![row] ?? "", cells }))
        .sort(byTimeAndHash);
      if (limit === undefined) yield* chunked(found, BATCH_ROWS);
      else first.push(...found);
    }
  }
  if (limit !== undefined) yield* chunked(first.sort(byTimeAndHash).slice(0, limit), BATCH_ROWS);
}

function byTimeAndHash(a: Member, b: Member): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0;
}

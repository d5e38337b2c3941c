import type { EventQuery, Histogram } from "@winnow/core";
import { chunked } from "../events.ts";
import { idOf, microseconds } from "../groups/group.ts";
import { boundsQuery, histogramQuery } from "../queries/time-queries.ts";
import { members } from "./members.ts";
import { GROUPS_AT_ONCE, type ReducedEvents } from "./reduced-events.ts";
import { joined, type Span, spanOf, stepsOf } from "./span.ts";
import { stepAt } from "./step-number.ts";

/** Events over time. The service counts them, except where the query names single events or has a limit. */
export async function histogram(events: ReducedEvents, query: EventQuery, buckets: number): Promise<Histogram> {
  const counts = new Float64Array(buckets);
  if (events.table.plan.time === null) return { start: 0n, width: 1n, counts };
  if (query.rows !== undefined || query.limit !== undefined) return counted(await timesOf(events, query), buckets);
  const { table, reader, groups } = events;
  const asked = query.groups?.map((number) => groups.at(number)) ?? null;
  const span = asked === null ? await spanOfAll(events) : spanOf(asked);
  if (span === undefined) return { start: 0n, width: 1n, counts };
  const steps = stepsOf(span, buckets);
  const slices = asked === null ? groups.slices : groups.slicesOf(asked);
  for (const ids of asked === null ? [null] : chunked(asked.map(idOf), GROUPS_AT_ONCE)) {
    const answers = reader.answers(slices, (slice) => histogramQuery(table, slice, ids, steps));
    for await (const { rows, values } of answers) {
      for (let row = 0; row < rows; row++) counts[stepAt(values[0]![row]!, buckets)]! += Number(values[1]![row]);
    }
  }
  return { ...steps, counts };
}

/** Counts instants, in µs. */
function counted(times: readonly bigint[], buckets: number): Histogram {
  const counts = new Float64Array(buckets);
  const span = times.reduce<Span | undefined>((all, time) => joined(all, { first: time, last: time }), undefined);
  if (span === undefined) return { start: 0n, width: 1n, counts };
  const steps = stepsOf(span, buckets);
  for (const time of times) counts[Number((time - steps.start) / steps.width)]!++;
  return { ...steps, counts };
}

/** Times, in µs, of the events of a query. */
async function timesOf(events: ReducedEvents, { rows, groups, limit }: EventQuery): Promise<bigint[]> {
  const times: string[] = [];
  if (rows !== undefined) times.push(...rows.slice(0, limit).map((row) => events.groups.at(row).first));
  else {
    for await (const some of members(events, groups ?? null, limit)) for (const { time } of some) times.push(time);
  }
  return times.filter((time) => time !== "").map(microseconds);
}

/** From the first to the last of all events. */
async function spanOfAll({ table, reader, groups }: ReducedEvents): Promise<Span | undefined> {
  let span: Span | undefined;
  for await (const { rows, values } of reader.answers(groups.slices, (slice) => boundsQuery(table, slice))) {
    for (let row = 0; row < rows; row++) {
      const [first, last] = values.map((column) => column[row] ?? "") as [string, string];
      if (first !== "") span = joined(span, { first: microseconds(first), last: microseconds(last) });
    }
  }
  return span;
}

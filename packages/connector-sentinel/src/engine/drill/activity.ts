import type { Activity } from "@winnow/core";
import { eventsChanged } from "../errors.ts";
import { idOf } from "../groups/group.ts";
import { activityQuery } from "../queries/time-queries.ts";
import type { ReducedEvents } from "./reduced-events.ts";
import { spanOf, stepsOf } from "./span.ts";
import { stepAt } from "./step-number.ts";

/**
 * Events of every group over time.
 * @throws `WN1586` where the service has events of a group that was not there when the groups were counted
 */
export async function activity({ table, reader, groups }: ReducedEvents, steps: number): Promise<Activity> {
  const span = spanOf(groups.all);
  const none = { groups: new Int32Array(), steps: new Int32Array(), counts: new Float64Array() };
  if (span === undefined || table.plan.time === null) return { start: 0n, width: 1n, ...none };
  const time = stepsOf(span, steps);
  const ids = groups.all.map(idOf);
  const digits = distinguishingDigits(ids);
  const numbers = new Map(ids.map((id, number) => [id.slice(0, digits), number]));
  const pairs = new Map<number, number>();
  const answers = reader.answers(groups.slicesOf(groups.all), (slice) => activityQuery(table, slice, digits, time));
  for await (const { rows, values } of answers) {
    for (let row = 0; row < rows; row++) {
      const group = numbers.get(values[0]![row]!);
      if (group === undefined) throw eventsChanged({ source: table.source.name, groups: 1 });
      const pair = group * steps + stepAt(values[1]![row]!, steps);
      pairs.set(pair, (pairs.get(pair) ?? 0) + Number(values[2]![row]));
    }
  }
  const ordered = [...pairs].sort(([a], [b]) => a - b);
  return {
    ...time,
    groups: Int32Array.from(ordered, ([pair]) => Math.floor(pair / steps)),
    steps: Int32Array.from(ordered, ([pair]) => pair % steps),
    counts: Float64Array.from(ordered, ([, count]) => count),
  };
}

/** How many first digits of the ids distinguish them. */
function distinguishingDigits(ids: readonly string[]): number {
  const sorted = [...ids].sort();
  let digits = 1;
  for (let i = 1; i < sorted.length; i++) {
    while (sorted[i]!.startsWith(sorted[i - 1]!.slice(0, digits)) && digits < sorted[i]!.length) digits++;
  }
  return digits;
}

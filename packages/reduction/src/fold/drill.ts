import type { Activity, Drill, EventQuery, MembershipBatch } from "@winnow/core";
import { maskBatches, type Redaction } from "../redaction.ts";

/**
 * An engine's answers in the numbers of folded groups, secrets masked.
 * @param size folded groups
 * @param ofEngine folded group of each of the engine's groups
 */
export function foldedDrill(drill: Drill, size: number, ofEngine: Int32Array, redaction: Redaction | null): Drill {
  let members: Members | undefined;
  const translated = (query: EventQuery): EventQuery => {
    if (query.groups === undefined) return query;
    members ??= membersOf(ofEngine, size);
    return { ...query, groups: query.groups.flatMap((group) => listed(members!, group)) };
  };
  return {
    events: (query) => maskBatches(drill.events(translated(query)), redaction),
    histogram: (query, buckets) => drill.histogram(translated(query), buckets),
    ...(drill.memberships === undefined ? {} : { memberships: () => renumbered(drill.memberships!(), ofEngine) }),
    ...(drill.activity === undefined
      ? {}
      : { activity: async (steps: number) => foldedActivity(await drill.activity!(steps), steps, ofEngine) }),
  };
}

/** The engine's groups of each folded group: those of group g are at `starts[g]` to `starts[g + 1]`. */
interface Members {
  readonly starts: Int32Array;
  readonly list: Int32Array;
}

function membersOf(ofEngine: Int32Array, size: number): Members {
  const starts = new Int32Array(size + 1);
  for (const group of ofEngine) starts[group + 1]!++;
  for (let group = 0; group < size; group++) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const list = new Int32Array(ofEngine.length);
  ofEngine.forEach((group, engineGroup) => (list[next[group]!++] = engineGroup));
  return { starts, list };
}

function listed({ starts, list }: Members, group: number): number[] {
  return [...list.subarray(starts[group], starts[group + 1])];
}

async function* renumbered(
  memberships: AsyncIterable<MembershipBatch>,
  ofEngine: Int32Array,
): AsyncGenerator<MembershipBatch> {
  for await (const { rows, groups } of memberships) yield { rows, groups: groups.map((group) => ofEngine[group]!) };
}

function foldedActivity(activity: Activity, steps: number, ofEngine: Int32Array): Activity {
  const events = new Map<number, number>();
  activity.groups.forEach((group, at) => {
    const pair = ofEngine[group]! * steps + activity.steps[at]!;
    events.set(pair, (events.get(pair) ?? 0) + activity.counts[at]!);
  });
  const pairs = Float64Array.from(events.keys()).sort();
  return {
    ...activity,
    groups: Int32Array.from(pairs, (pair) => Math.floor(pair / steps)),
    steps: Int32Array.from(pairs, (pair) => pair % steps),
    counts: Float64Array.from(pairs, (pair) => events.get(pair)!),
  };
}

import type { Activity, Drill, EventBatch, EventQuery, Histogram } from "@winnow/core";
import { batchOf } from "../events.ts";
import { activity } from "./activity.ts";
import { exemplars } from "./exemplars.ts";
import { histogram } from "./histogram.ts";
import { members } from "./members.ts";
import type { ReducedEvents } from "./reduced-events.ts";

/** Questions about single events, asked in Sentinel. Memberships are absent: no event has a number there. */
export class SentinelDrill implements Drill {
  readonly #events: ReducedEvents;

  constructor(events: ReducedEvents) {
    this.#events = events;
  }

  /** With `rows`, exemplars by the numbers of their groups. */
  async *events({ rows, groups, limit }: EventQuery): AsyncGenerator<EventBatch> {
    if (rows !== undefined) {
      yield* exemplars(this.#events, rows.slice(0, limit));
      return;
    }
    for await (const some of members(this.#events, groups ?? null, limit)) {
      yield batchOf(
        some.map(({ cells }) => cells),
        this.#events.table.source.columns,
      );
    }
  }

  histogram(query: EventQuery, buckets: number): Promise<Histogram> {
    return histogram(this.#events, query, buckets);
  }

  activity(steps: number): Promise<Activity> {
    return activity(this.#events, steps);
  }
}

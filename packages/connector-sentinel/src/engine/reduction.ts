import type { Drill, EventBatch, GroupBatch, InputIdentity, Ledger, Reduction, Reject } from "@winnow/core";
import { SentinelDrill } from "./drill/drill.ts";
import { exemplars } from "./drill/exemplars.ts";
import { GroupIndex } from "./drill/group-index.ts";
import type { ReducedEvents } from "./drill/reduced-events.ts";
import { BATCH_ROWS, cellsOf, describe } from "./events.ts";
import { type CountedGroups, countGroups } from "./groups/count-groups.ts";
import { groupBatch } from "./groups/group-batch.ts";
import type { GroupTally } from "./groups/tally.ts";
import { timelessQuery } from "./queries/event-queries.ts";
import { type ReductionTable, STATE } from "./queries/reduction-table.ts";
import type { SliceReader } from "./slice-reader.ts";

/** Counts the groups of a plan. */
export async function reduceInPlace(table: ReductionTable, reader: SliceReader): Promise<Reduction> {
  return new SentinelReduction(table, reader, await countGroups(table, reader));
}

/** Groups counted in Sentinel. Single events stay there; an exemplar has the number of its group. */
class SentinelReduction implements Reduction {
  readonly drill: Drill;
  readonly #tally: GroupTally;
  readonly #events: ReducedEvents;

  constructor(table: ReductionTable, reader: SliceReader, { tally, slices }: CountedGroups) {
    this.#tally = tally;
    this.#events = { table, reader, groups: new GroupIndex(tally.sorted(), slices, table.isSlicedByTime) };
    this.drill = new SentinelDrill(this.#events);
  }

  async *groups(): AsyncGenerator<GroupBatch> {
    const { table, groups } = this.#events;
    for (let at = 0; at < groups.all.length; at += BATCH_ROWS) {
      yield groupBatch(groups.all.slice(at, at + BATCH_ROWS), at, table);
    }
  }

  exemplars(numbers: readonly number[]): AsyncGenerator<EventBatch> {
    return exemplars(this.#events, numbers);
  }

  async ledger(): Promise<Ledger> {
    const [clustered, rejected, filtered] = [STATE.grouped, STATE.timeMissing, STATE.filtered].map((state) =>
      this.#tally.events(state),
    ) as [number, number, number];
    const reasons = rejected > 0 ? { "time is missing": rejected } : {};
    return { read: clustered + rejected + filtered, rejected, filtered, clustered, reasons };
  }

  async *rejects(): AsyncGenerator<Reject> {
    if (this.#tally.events(STATE.timeMissing) === 0) return;
    const { table, reader, groups } = this.#events;
    const { columns, name } = table.source;
    let line = 0;
    for await (const answer of reader.answers(groups.slices, (slice) => timelessQuery(table, slice))) {
      for (const cells of cellsOf(answer, columns)) {
        yield { file: name, line: ++line, reason: "time is missing", text: describe(cells, columns) };
      }
    }
  }

  async inputs(): Promise<readonly InputIdentity[]> {
    return [];
  }

  /** Frees nothing: groups are plain memory, and events stay in Sentinel. */
  async [Symbol.asyncDispose](): Promise<void> {}
}

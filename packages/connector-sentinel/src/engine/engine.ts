import type { ColumnInfo, Dialect, EventBatch, EventEngine, ReducePlan, Reduction } from "@winnow/core";
import { kqlDialect } from "../kql/dialect.ts";
import { sliceOf } from "../pull/slice.ts";
import { batchOf, cellsOf } from "./events.ts";
import type { SentinelEngineRequest } from "./request.ts";
import { sampleQuery } from "./queries/event-queries.ts";
import type { QuerySource } from "./queries/query-source.ts";
import { ReductionTable } from "./queries/reduction-table.ts";
import { reduceInPlace } from "./reduction.ts";
import { SliceReader } from "./slice-reader.ts";

/** Reduces events in Sentinel: only groups are transferred, and single events where they are asked for. */
export class SentinelEngine implements EventEngine {
  readonly kind = "engine" as const;
  readonly dialect: Dialect;
  readonly #reader: SliceReader;
  readonly #source: QuerySource;

  constructor(request: SentinelEngineRequest, source: Omit<QuerySource, "dialect" | "from">) {
    this.#reader = new SliceReader(request, source.columns.length > 0);
    this.dialect = kqlDialect(source.columns);
    this.#source = { ...source, dialect: this.dialect, from: request.range.from };
  }

  async columns(): Promise<readonly ColumnInfo[]> {
    return this.#source.columns;
  }

  async sample(limit: number): Promise<EventBatch> {
    const slice = sliceOf(this.#reader.request.range);
    const answer = await this.#reader.answer(slice, sampleQuery(this.#source, slice, limit));
    return batchOf(cellsOf(answer, this.#source.columns), this.#source.columns);
  }

  /** @throws `WN1581`, `WN1582`, `WN1583` for a plan that KQL cannot run; `WN1587` and errors of the service */
  async reduce(plan: ReducePlan): Promise<Reduction> {
    return reduceInPlace(new ReductionTable(plan, this.#source), this.#reader);
  }

  async close(): Promise<void> {
    this.#reader.request.close?.();
  }
}

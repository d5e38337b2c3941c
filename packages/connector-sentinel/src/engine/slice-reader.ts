import { throwIfAborted } from "@winnow/core";
import { askSlice } from "../pull/ask.ts";
import { type Outcome, pullSlices } from "../pull/pull-slices.ts";
import type { Slice } from "../pull/slice.ts";
import type { QueryAnswer } from "../service/query-service.ts";
import type { SentinelEngineRequest } from "./request.ts";

/** Runs queries over slices of a source. A slice that is too large is split. */
export class SliceReader {
  readonly request: SentinelEngineRequest;
  readonly #hasColumns: boolean;

  constructor(request: SentinelEngineRequest, hasColumns: boolean) {
    this.request = request;
    this.#hasColumns = hasColumns;
  }

  /** The answer for every slice, or the error that replaces it. */
  outcomes(slices: readonly Slice[], kql: (slice: Slice) => string): AsyncGenerator<Outcome> {
    return pullSlices(slices, (slice) => this.answer(slice, kql(slice)), this.request.limits.concurrency);
  }

  /**
   * The answer for every slice.
   * @throws the error of the first slice that cannot be answered
   */
  async *answers(slices: readonly Slice[], kql: (slice: Slice) => string): AsyncGenerator<QueryAnswer> {
    for await (const outcome of this.outcomes(slices, kql)) {
      if ("missing" in outcome) throw outcome.missing;
      yield outcome.answer;
    }
  }

  /** The answer for one slice, as it is. */
  async answer(slice: Slice, kql: string): Promise<QueryAnswer> {
    throwIfAborted(this.request.context.signal);
    // An empty workspace answers HTTP 204 to every query, also to the one for the columns.
    if (!this.#hasColumns) return this.request.service.query(kql, slice.range);
    return askSlice(this.request, slice, kql);
  }
}

import { isWinnowError } from "@winnow/core";
import type { SentinelSource } from "../engine/request.ts";
import { partialFailure, queryTimedOut } from "../service/errors.ts";
import type { QueryAnswer, QueryService, TickRange } from "../service/query-service.ts";
import { countQuery } from "./queries.ts";
import type { Slice } from "./slice.ts";

/** What is asked, and within which time. */
export interface AskedSource {
  readonly service: QueryService;
  readonly source: SentinelSource;
  readonly range: TickRange;
}

/**
 * The answer to a question about a slice.
 * @param kql the question, with the slice's bounds in it
 * @throws what the service answers, and `WN1573` where HTTP 204 stands for an answer and there are events
 */
export async function askSlice(
  { service, source, range }: AskedSource,
  slice: Slice,
  kql: string,
): Promise<QueryAnswer> {
  // What a query computes may hang on everything it sees, so it always sees the whole range.
  const timespan = source.kind === "query" ? range : slice.range;
  const answer = await service.query(kql, timespan).catch((error: unknown) => {
    // What has no time is looked for everywhere in a table, which may take too long. Azure gives every row that it
    // stores a time, so a part of a table's past is then enough.
    if (timespan !== null || !isWinnowError(error) || error.code !== queryTimedOut.spec.code) throw error;
    return service.query(kql, range);
  });
  // HTTP 204 says that the workspace holds nothing, but what it holds was just described: nothing is lost on its word.
  if (answer.columns.length === 0) await assertEmpty(service, countQuery(source, slice.range), timespan ?? range);
  return answer;
}

/** @throws where there are events after all, or where that cannot be learnt either */
async function assertEmpty(service: QueryService, count: string, timespan: TickRange): Promise<void> {
  const { values } = await service.query(count, timespan);
  const events = values[0]?.[0] ?? "an unknown number of";
  if (events !== "0")
    throw partialFailure({ reason: `HTTP 204, as if there were nothing, but there are ${events} events` });
}

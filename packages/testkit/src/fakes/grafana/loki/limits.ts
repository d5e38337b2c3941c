/** What a Loki refuses, cuts off or does not find. Times are ns. */
export interface LokiLimits {
  /** `max_entries_limit_per_query` */
  readonly maxEntries: number;
  /** `max_query_length` */
  readonly maxQueryLength: bigint;
  /** `max_query_lookback`: older lines are left out without a word; 0 for no limit. */
  readonly maxQueryLookback: bigint;
  /** `split_queries_by_interval` and `split_instant_metric_queries_by_interval`; 0 for no splits. */
  readonly splitInterval: bigint;
  /** `query_ingesters_within`: lines that are not flushed are found only by queries that end later than so long ago. */
  readonly queryIngestersWithin: bigint;
  /** `grpc_server_max_recv_msg_size` and `…_send_msg_size`, of the answer to one split. */
  readonly answerBytes: number;
  /** What becomes of larger answers: the querier gives up and nobody tells the frontend, or the frontend hears of it. */
  readonly oversized: "hang" | "refuse";
  /** `max_outstanding_per_tenant`: splits of one query; more are refused with 429. */
  readonly maxOutstanding: number;
  /** `max_query_series` */
  readonly maxSeries: number;
}

export const HOUR_NS = 3_600_000_000_000n;

export const LOKI_LIMITS: LokiLimits = {
  maxEntries: 5000,
  maxQueryLength: 721n * HOUR_NS,
  maxQueryLookback: 0n,
  splitInterval: HOUR_NS,
  queryIngestersWithin: 3n * HOUR_NS,
  answerBytes: 4 * 1024 * 1024,
  oversized: "hang",
  maxOutstanding: 2048,
  maxSeries: 500,
};

/** A refusal, with the words and the status of the service. */
export class LokiRefusal extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** There is never an answer. */
export class LokiSilence extends Error {}

export function refuseTooLong(length: bigint, { maxQueryLength }: LokiLimits): void {
  if (length <= maxQueryLength) return;
  const [asked, most] = [length, maxQueryLength].map((ns) => `${ns / HOUR_NS}h0m0s`);
  throw new LokiRefusal(`the query time range exceeds the limit (query length: ${asked}, limit: ${most})`);
}

/** What the service allows; every number may be set lower to test with little data. */
export interface SentinelLimits {
  /** Rows of one answer. */
  readonly rows: number;
  /** Bytes of one answer's rows. */
  readonly bytes: number;
  /** Requests in one window of time, and the window in milliseconds. */
  readonly requests: number;
  readonly windowMs: number;
  /** Queries at once. */
  readonly concurrent: number;
  /** Bytes of one call of the ingestion, unpacked or not. */
  readonly ingestionBytes: number;
  /** Calls of the ingestion per minute. */
  readonly ingestionCalls: number;
}

/** As documented for Azure Monitor Logs and for the logs ingestion API. */
export const DOCUMENTED_LIMITS: SentinelLimits = {
  rows: 500_000,
  bytes: 100 * 1024 * 1024,
  requests: 200,
  windowMs: 30_000,
  concurrent: 5,
  ingestionBytes: 1024 * 1024,
  ingestionCalls: 12_000,
};

/** Counts calls in a sliding window of time. */
export class Window {
  readonly #most: number;
  readonly #ms: number;
  #times: number[] = [];

  constructor(most: number, ms: number) {
    this.#most = most;
    this.#ms = ms;
  }

  /** Whole seconds until a further call is allowed; 0 where it is, and counts it then. */
  wait(now: number): number {
    this.#times = this.#times.filter((time) => time > now - this.#ms);
    if (this.#times.length >= this.#most) return Math.max(1, Math.ceil((this.#times[0]! + this.#ms - now) / 1000));
    this.#times.push(now);
    return 0;
  }
}

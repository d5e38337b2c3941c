import { setTimeout as sleep } from "node:timers/promises";

/** What the service allows one user. */
export interface GateLimits {
  readonly concurrency: number;
  /** Requests that may start within any `windowMs`. */
  readonly requests: number;
  readonly windowMs: number;
}

/** Under 5 at once and 200 in 30 s, with room for the user's other queries. */
export const SERVICE_LIMITS: GateLimits = { concurrency: 4, requests: 180, windowMs: 30_000 };

/** Lets requests through as the limits allow, in the order they came, and none while the service asked for a pause. */
export class Gate {
  readonly #limits: GateLimits;
  readonly #started: number[] = [];
  readonly #waiting: (() => void)[] = [];
  #open: number;
  #pausedUntil = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
    this.#open = limits.concurrency;
  }

  /** Nothing starts for so long: the service has said so to one request and means all of them. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, Date.now() + ms);
  }

  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter();
    try {
      await this.#awaitTurn(signal);
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#open > 0) {
      this.#open--;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#open++;
    else next();
  }

  async #awaitTurn(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const wait = this.#waitMs(Date.now());
      if (wait <= 0) break;
      await sleep(wait, undefined, { signal });
    }
    this.#started.push(Date.now());
  }

  #waitMs(now: number): number {
    const { requests, windowMs } = this.#limits;
    while (this.#started.length > 0 && this.#started[0]! <= now - windowMs) this.#started.shift();
    const full = this.#started.length >= requests ? this.#started[0]! + windowMs - now : 0;
    return Math.max(full, this.#pausedUntil - now);
  }
}

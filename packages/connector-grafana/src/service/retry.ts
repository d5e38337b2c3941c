import { setTimeout } from "node:timers/promises";
import { runAborted } from "@winnow/core";

/** How requests are repeated. */
export interface Pace {
  /** Repetitions after the first attempt. */
  readonly retries: number;
  /** Longest wait before the first repetition, in ms; it doubles from one to the next. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** A `Retry-After` of more than this is not waited for. */
  readonly patienceMs: number;
}

export const USUAL_PACE: Pace = { retries: 5, firstMs: 500, longestMs: 20_000, patienceMs: 300_000 };

/**
 * How long to wait before repetition number `repetition` (from 0), in ms: a random part of a doubling span, so that many
 * clients do not come back at once, and at least what the service asked for. `undefined` where it asks for too much.
 */
export function waitBefore(
  repetition: number,
  askedMs: number | undefined,
  { firstMs, longestMs, patienceMs }: Pace,
  random: () => number = Math.random,
): number | undefined {
  const jitter = random() * Math.min(longestMs, firstMs * 2 ** repetition);
  if (askedMs === undefined) return jitter;
  return askedMs > patienceMs ? undefined : askedMs + jitter / 4;
}

/** `Retry-After` in ms: seconds or an HTTP date. `undefined` where there is none that can be read. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,9}(\.\d+)?\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** @throws `WN1001` once the signal has fired */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch {
    throw runAborted({});
  }
}

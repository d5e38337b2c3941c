import type { WinnowError } from "@winnow/core";
import { answerTooLarge, cutShort, serviceFailed, throttled, timedOut } from "../errors.ts";

interface Failed {
  readonly error: WinnowError;
  /** What the data source said of it. */
  readonly said: string;
}

/** It was too much for the data source: less may do. */
export interface TooHeavy extends Failed {
  readonly kind: "too heavy";
}

/** The data source does not answer this query, however often it is asked. */
export interface Refused extends Failed {
  readonly kind: "refused";
}

/** Says of a refused query that a smaller one would do. */
const HEAVY =
  /time[ds]?[ -]?out|deadline|cancell?ed|too (?:large|many|big)|larger than|out of memory|exceed|limit|would read|circuit.?break|maximum|ResourceExhausted/i;

/** Whether what a data source says of a query means that it was too much for it. */
export function isHeavyRefusal(said: string): boolean {
  return HEAVY.test(said);
}

const codesOf = (...factories: readonly { readonly spec: { readonly code: string } }[]): ReadonlySet<string> =>
  new Set(factories.map(({ spec }) => spec.code));

const HEAVY_CODES = codesOf(timedOut, cutShort, answerTooLarge, throttled);

/** Whether a failure may result from asking for too much: it took too long, broke off, or was too large. */
export function isHeavyFailure(error: WinnowError): boolean {
  return HEAVY_CODES.has(error.code) || isHeavyStatus(error);
}

/** 504, 413, and 500, which is how Loki and Grafana report that an answer was too large or too slow. */
function isHeavyStatus({ code, message }: WinnowError): boolean {
  // The text of the other side follows the status, and may contain anything.
  return code === serviceFailed.spec.code && /^[^(]*\(50[04]\)/.test(message);
}

const SIZE_CODES = codesOf(timedOut, cutShort, answerTooLarge, serviceFailed);
const SIZE_WORDS = /larger than max|ResourceExhausted|too large/i;

/** Whether an answer of fewer rows may do, over the same time. */
export function isTooManyRows({ error, said }: TooHeavy): boolean {
  return SIZE_CODES.has(error.code) || SIZE_WORDS.test(said);
}

const HOPELESS_CODES = codesOf(timedOut, answerTooLarge);

/** Whether the same question will meet the same failure, so that a smaller one comes first. */
export function isWorthNoRepetition(error: WinnowError): boolean {
  if (HOPELESS_CODES.has(error.code)) return true;
  return isHeavyStatus(error) && (/^[^(]*\(504\)/.test(error.message) || SIZE_WORDS.test(error.message));
}

import { isWinnowError, runAborted, type WinnowError } from "@winnow/core";
import { codesOf, describeError } from "./answer.ts";
import {
  answerTooLarge,
  bodyCutShort,
  connectionFailed,
  hostUnknown,
  invalidQuery,
  notJson,
  partialFailure,
  permissionMissing,
  queryTimedOut,
  serviceFailed,
  throttled,
  tlsFailed,
  tokenRejected,
  workspaceNotFound,
} from "./errors.ts";
import { CutShort, TimedOut, TooManyBytes } from "./http-client.ts";
import { messageOf } from "./message.ts";
import type { Secrets } from "./secrets.ts";

/** What went wrong with one request, and whether asking again may help. */
export interface Failure {
  /** How often the same request is sent at most. 1: asking again does not help. */
  readonly attempts: number;
  /** How long the service asks to wait. */
  readonly waitMs?: number;
  /** The error, once it was tried so often. */
  readonly error: (attempts: number) => WinnowError;
}

/** What messages name. */
export interface Place {
  readonly host: string;
  readonly workspace: string;
  readonly secrets: Secrets;
}

/** The parts of a response that a failure is told by. */
export interface Refusal {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: string;
}

const ATTEMPTS = 6;
/** What takes too long once mostly does so again; halves of it do not. */
const ATTEMPTS_AT_TIMEOUT = 2;
/** Failures of a query that asks for too much, whatever status they come with. */
const TOO_MUCH = /^E_(RUNAWAY_QUERY|LOW_MEMORY_CONDITION|QUERY_RESULT_SET_TOO_LARGE)/;

/** A response that is no answer. */
export function failureOfResponse({ status, header, body }: Refusal, place: Place): Failure {
  const { host, workspace, secrets } = place;
  const said = parsed(body);
  if (said === undefined && isPage(body) && status < 500 && status !== 429 && status !== 407) {
    return fatal(notJson({ host, status, reason: secrets.redact(pageText(body)) }));
  }
  if (said === undefined && body.trimStart().startsWith("{")) return failureOfText(body, place);
  const reason = secrets.redact(said === undefined ? pageText(body) : describeError(said));
  switch (status) {
    case 401:
      return fatal(tokenRejected({ host, status, reason }));
    case 403:
      if (codesOf(said).includes("InvalidAuthenticationToken")) return fatal(tokenRejected({ host, status, reason }));
      return fatal(permissionMissing({ workspace, reason }));
    case 404:
      return fatal(workspaceNotFound({ workspace, reason }));
    case 413:
      return fatal(answerTooLarge({ reason }));
    case 407:
      return fatal(connectionFailed({ host, attempts: 1, reason: `the proxy wants a sign-in (HTTP 407): ${reason}` }));
    case 408:
    case 504:
      return { attempts: ATTEMPTS_AT_TIMEOUT, error: (attempts) => queryTimedOut({ attempts, reason }) };
    case 429:
      return again((attempts) => throttled({ attempts, reason }), waitMs(header("retry-after")));
    default:
  }
  const tooMuch = codesOf(said).some((code) => TOO_MUCH.test(code));
  if (tooMuch) return fatal(partialFailure({ reason }));
  if (status >= 400 && status < 500) return fatal(invalidQuery({ reason }));
  return again((attempts) => serviceFailed({ status, attempts, reason }), waitMs(header("retry-after")));
}

/** A body that should be JSON and is none to its end. */
export function failureOfText(body: string, { host, secrets }: Place): Failure {
  if (isPage(body)) return fatal(notJson({ host, status: 200, reason: secrets.redact(pageText(body)) }));
  const reason = `${body.length} characters that are no whole JSON`;
  return again((attempts) => bodyCutShort({ attempts, reason }));
}

/** Whatever was thrown on the way. Faults of Winnow itself are thrown on. */
export function failureOfThrown(thrown: unknown, signal: AbortSignal, { host, secrets }: Place): Failure {
  if (signal.aborted) return fatal(runAborted({}));
  if (isWinnowError(thrown)) return fatal(thrown);
  if (thrown instanceof TypeError || thrown instanceof RangeError || thrown instanceof ReferenceError) throw thrown;
  const reason = secrets.redact(messageOf(thrown));
  if (thrown instanceof TooManyBytes) return fatal(answerTooLarge({ reason: `it has more than ${reason} bytes` }));
  if (thrown instanceof TimedOut) return fatal(queryTimedOut({ attempts: 1, reason }));
  if (thrown instanceof CutShort) return again((attempts) => bodyCutShort({ attempts, reason }));
  const code = String((thrown as { readonly code?: unknown } | null)?.code ?? "");
  if (code === "ENOTFOUND") return fatal(hostUnknown({ host }));
  if (isTls(code)) return fatal(tlsFailed({ host, reason }));
  return again((attempts) => connectionFailed({ host, attempts, reason: reason || code }));
}

function fatal(error: WinnowError): Failure {
  return { attempts: 1, error: () => error };
}

function again(error: Failure["error"], wait?: number): Failure {
  return { attempts: ATTEMPTS, error, ...(wait === undefined ? {} : { waitMs: wait }) };
}

function isTls(code: string): boolean {
  return /^(CERT_|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO$|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA)/.test(code);
}

/** `Retry-After` is seconds or a date. */
function waitMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return (value as { readonly error?: unknown } | null)?.error ?? value;
  } catch {
    return undefined;
  }
}

function isPage(body: string): boolean {
  return /^\s*</.test(body);
}

/** The words of a page, or of whatever else it is. */
function pageText(body: string): string {
  const text = body
    .slice(0, 5000)
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>/gi, " ")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return text.slice(0, 200) || "no reason is given";
}

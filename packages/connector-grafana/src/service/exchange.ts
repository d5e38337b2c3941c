import { runAborted, type WinnowError } from "@winnow/core";
import type { Dispatcher } from "undici";
import { answerTooLarge, cutShort, hostNotFound, notReached, notTls, timedOut, tlsFailed } from "../errors.ts";

/** One request as it goes over the wire. */
export interface Wire {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** For messages. */
  readonly what: string;
}

/** An answer, whole. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly location: string | undefined;
  readonly text: string;
}

/** Why there is no answer, and whether asking again may help. */
export interface Failure {
  readonly error: WinnowError;
  readonly passing: "always" | "once reached" | "never";
}

export type Exchange = { readonly answer: Answer } | { readonly failure: Failure };

/** Bytes. Strings of V8 end at 512 MiB. */
const LARGEST_ANSWER = 256 * 1024 * 1024;

type Send = (url: URL, options: Record<string, unknown>) => Promise<Dispatcher.ResponseData>;

/**
 * Sends one request and reads the whole answer, whatever its status. Redirects are not followed.
 * @throws `WN1001` once `signal` has fired
 */
export async function exchange(send: Send, wire: Wire, seconds: number, signal: AbortSignal): Promise<Exchange> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(TIMEOUT), seconds * 1000);
  const abort = (): void => stop.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    if (signal.aborted) throw runAborted({});
    const { url, method, headers, body } = wire;
    const response = await send(url, { method, headers, body: body ?? null, signal: stop.signal });
    return await readAnswer(response, wire);
  } catch (cause) {
    if (signal.aborted) throw runAborted({});
    if (stop.signal.reason === TIMEOUT)
      return { failure: { error: timedOut({ what: wire.what, seconds }), passing: "always" } };
    return { failure: failureOf(cause, wire) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

const TIMEOUT = Symbol("timeout");

async function readAnswer({ statusCode, headers, body }: Dispatcher.ResponseData, wire: Wire): Promise<Exchange> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER) {
      const megabytes = LARGEST_ANSWER / 1024 / 1024;
      return { failure: { error: answerTooLarge({ what: wire.what, megabytes }), passing: "never" } };
    }
    chunks.push(chunk);
  }
  return {
    answer: {
      status: statusCode,
      contentType: first(headers["content-type"]) ?? "",
      retryAfter: first(headers["retry-after"]),
      location: first(headers["location"]),
      text: Buffer.concat(chunks).toString("utf8"),
    },
  };
}

function first(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? header : header?.[0];
}

const REACHING: Readonly<Record<string, string>> = {
  ECONNREFUSED: "it was refused",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "nobody answered",
  UND_ERR_CONNECT_TIMEOUT: "nobody answered",
  // Winnow's own aborts are told apart before.
  UND_ERR_ABORTED: "the proxy did not let it through",
};

const CUTTING: Readonly<Record<string, string>> = {
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  UND_ERR_SOCKET: "the connection was closed",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "it is not as long as was said",
};

const NOT_FOUND = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA", "EAI_NONAME"]);
const TLS = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$|INVALID_CA)/;

function failureOf(cause: unknown, { url: { host, hostname }, what }: Wire): Failure {
  const code = codeOf(cause);
  if (NOT_FOUND.has(code)) {
    const passing = code === "EAI_AGAIN" ? "always" : "once reached";
    return { error: hostNotFound({ host: hostname, what }, { cause }), passing };
  }
  if (isPlainHttp(cause)) return { error: notTls({ host, what }, { cause }), passing: "never" };
  if (TLS.test(code))
    return { error: tlsFailed({ host, what, reason: tlsReason(cause, code) }, { cause }), passing: "never" };
  const unreached = Object.hasOwn(REACHING, code) ? REACHING[code] : undefined;
  if (unreached !== undefined) {
    return { error: notReached({ host, what, reason: unreached }, { cause }), passing: "once reached" };
  }
  const cut = Object.hasOwn(CUTTING, code) ? CUTTING[code] : undefined;
  if (cut !== undefined) return { error: cutShort({ what, reason: cut }, { cause }), passing: "always" };
  return { error: notReached({ host, what, reason: code === "" ? "it failed" : code }, { cause }), passing: "always" };
}

/** Whether the answer to a TLS greeting was none: that is how plain http looks to TLS. */
function isPlainHttp(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { reason = "", message } = error as { reason?: string; message: string };
  const isIt = /wrong version number|packet length too long|http request/i.test(`${reason} ${message}`);
  const inner = error instanceof AggregateError ? (error.errors as unknown[])[0] : error.cause;
  return isIt || isPlainHttp(inner);
}

/** The code of an error, of the errors that it bundles (one for each address of a host), or of its cause. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && code !== "") return code;
  const inner = error instanceof AggregateError ? (error.errors as unknown[])[0] : error.cause;
  return codeOf(inner);
}

const TLS_REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is of an authority that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is of an authority that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT: "its certificate is of an authority that is not trusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is of an authority that is not trusted",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  EPROTO: "it does not speak TLS",
};

function tlsReason(_: unknown, code: string): string {
  return Object.hasOwn(TLS_REASONS, code) ? TLS_REASONS[code]! : code;
}

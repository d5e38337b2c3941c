import { resolve } from "node:path";
import { isWinnowError, type RunContext, type WinnowError } from "@winnow/core";
import {
  cutShort,
  noSuchAddress,
  notJson,
  notPermitted,
  requestRefused,
  serviceFailed,
  throttled,
  tokenRefused,
} from "../errors.ts";
import { trusting } from "./authority.ts";
import { exchange, type Answer, type Failure, type Wire } from "./exchange.ts";
import { isWorthNoRepetition } from "./refusals.ts";
import { harmless } from "./harmless.ts";
import { parseExactly, textOf } from "./json.ts";
import type { ServiceOptions } from "./options.ts";
import { type Pace, pause, retryAfterMs, USUAL_PACE, waitBefore } from "./retry.ts";

type Headers = Readonly<Record<string, string>>;
type SendMethod = "POST" | "PUT" | "PATCH" | "DELETE";
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface AskOptions {
  /** What the request is for, after "while": `listing the data sources`. Method and path when left out. */
  readonly what?: string;
  /** Whether the request may be repeated when nobody knows if it was carried out. GET, PUT and DELETE may by default. */
  readonly repeatable?: boolean;
  /** Seconds that it may take, where that is less than the option timeoutSeconds. */
  readonly seconds?: number;
  /** Whether the caller asks for less where it was too much: then that is not tried again. */
  readonly asksForLess?: boolean;
  /** What an answer says that is a 429 in other clothes; `undefined` for any other answer. */
  readonly throttledIn?: (body: unknown) => string | undefined;
}

export interface Reply {
  readonly status: number;
  /** The parsed body (see `parseExactly`); `null` where it is empty. */
  readonly body: unknown;
}

/** What `text` gives: an answer as it came. */
export interface RawReply {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/**
 * Grafana's HTTP API. Passing faults are retried. 401, 403, 429, 5xx, redirects, answers that are not JSON or cut short,
 * and faults of the network throw coded errors (`WN1530` to `WN1543`), none of which holds the token.
 */
export interface GrafanaClient {
  /** Reads; a status other than 2xx throws. `path` starts from the address of Grafana: `/api/datasources`. */
  get(path: string, query?: Query, options?: AskOptions): Promise<unknown>;
  /** Sends JSON. Statuses below 500 other than 401, 403 and 429 come back for the caller to judge. */
  send(method: SendMethod, path: string, body: unknown, options?: AskOptions): Promise<Reply>;
  /**
   * Reads JSON that holds no number whose digits count, such as Loki's: faster than `get`. Statuses as in `send`; `text`
   * is what came.
   */
  json(path: string, query: Query, headers: Headers, options?: AskOptions): Promise<Reply & RawReply>;
  /** Reads text of any form. Statuses as in `send`. */
  text(path: string, query: Query, headers: Headers, options?: AskOptions): Promise<RawReply>;
  /** What the other side wrote, as it may stand in a message. */
  quote(text: string): string;
  close(): Promise<void>;
}

type ServiceContext = Pick<RunContext, "signal" | "profileDirectory" | "warn">;

/** @throws `WN1549` when the certificate file is of no use. Nothing is sent yet. */
export async function openService(
  options: ServiceOptions,
  context: ServiceContext,
  pace: Pace = { ...USUAL_PACE, retries: options.retries ?? USUAL_PACE.retries },
): Promise<GrafanaClient> {
  const tls =
    options.caFile === undefined
      ? {}
      : { secureContext: await trusting(resolve(context.profileDirectory, options.caFile)) };
  warnOfPlainText(options.url, context.warn);
  const { Agent, EnvHttpProxyAgent, request } = await import("undici");
  // A request has one time limit of its own, over everything.
  const limits = { headersTimeout: 0, bodyTimeout: 0, connect: { ...tls, timeout: 10_000 } };
  const proxies = proxiesOf(process.env);
  const isProxied = proxies.httpProxy !== "" || proxies.httpsProxy !== "";
  const dispatcher = isProxied ? new EnvHttpProxyAgent({ ...limits, ...proxies, requestTls: tls }) : new Agent(limits);
  const service = new Service(options, context, pace, (url, sent) => request(url, { ...sent, dispatcher }));
  return Object.assign(service, { close: (): Promise<void> => dispatcher.destroy() });
}

interface Proxies {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** The hosts that they are not for. */
  readonly noProxy: string;
}

/** The proxies that the environment names, empty for none. A variable that is set to nothing hides no other one. */
function proxiesOf(environment: Readonly<Record<string, string | undefined>>): Proxies {
  const named = (name: string): string => environment[name] || environment[name.toUpperCase()] || "";
  return { httpProxy: named("http_proxy"), httpsProxy: named("https_proxy"), noProxy: named("no_proxy") };
}

function warnOfPlainText(url: string, warn: (message: string) => void): void {
  const { protocol, hostname } = new URL(url);
  const isOwnMachine = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (protocol === "http:" && !isOwnMachine)
    warn(`Grafana's address is http: the token goes to ${hostname} unencrypted.`);
}

const REPEATABLE = new Set(["GET", "PUT", "DELETE"]);
/** Statuses that pass: throttling, and faults of the service or of what stands before it. */
const PASSING = new Set([429, 500, 502, 503, 504]);
const PASSING_CODES: ReadonlySet<string> = new Set([cutShort.spec.code, throttled.spec.code]);

type Send = Parameters<typeof exchange>[0];

/** One question: how it goes over the wire, how its answer is read, and when it is asked again. */
interface Question<T> {
  readonly wire: Wire;
  readonly isRepeatable: boolean;
  readonly options: AskOptions;
  readonly read: (answer: Answer) => T;
}

class Service implements Omit<GrafanaClient, "close"> {
  readonly #options: ServiceOptions;
  readonly #signal: AbortSignal;
  readonly #pace: Pace;
  readonly #send: Send;
  #reached = false;

  constructor(options: ServiceOptions, { signal }: ServiceContext, pace: Pace, send: Send) {
    this.#options = options;
    this.#signal = signal;
    this.#pace = pace;
    this.#send = send;
  }

  async get(path: string, query: Query = {}, options: AskOptions = {}): Promise<unknown> {
    const wire = this.#wire("GET", path, query, undefined, options);
    const read = (answer: Answer): Reply & RawReply => ({ ...answer, ...this.#reply(answer, wire) });
    const reply = await this.#ask({ wire, isRepeatable: true, options, read });
    if (reply.status >= 200 && reply.status <= 299) return reply.body;
    throw this.#refused(reply.status, saidBy(reply), wire);
  }

  async send(method: SendMethod, path: string, body: unknown, options: AskOptions = {}): Promise<Reply> {
    const wire = this.#wire(method, path, {}, JSON.stringify(body), options);
    const isRepeatable = options.repeatable ?? REPEATABLE.has(method);
    return this.#ask({ wire, isRepeatable, options, read: (answer) => this.#unthrottled(answer, wire, options) });
  }

  async json(path: string, query: Query, headers: Headers, options: AskOptions = {}): Promise<Reply & RawReply> {
    const wire = this.#wire("GET", path, query, undefined, options, headers);
    const read = (answer: Answer): Reply & RawReply => ({ ...answer, ...this.#reply(answer, wire, JSON.parse) });
    return this.#ask({ wire, isRepeatable: true, options, read });
  }

  async text(path: string, query: Query, headers: Headers, options: AskOptions = {}): Promise<RawReply> {
    const wire = this.#wire("GET", path, query, undefined, options, headers);
    return this.#ask({ wire, isRepeatable: true, options, read: (answer) => answer });
  }

  quote(text: string): string {
    return harmless(text, this.#options.token);
  }

  #wire(
    method: string,
    path: string,
    query: Query,
    body: string | undefined,
    { what }: AskOptions,
    headers: Headers = {},
  ): Wire {
    const { url: base, token, orgId } = this.#options;
    const url = new URL(base.replace(/\/*$/, "") + path);
    for (const [name, value] of Object.entries(query)) {
      for (const one of value === undefined ? [] : [value].flat()) url.searchParams.append(name, String(one));
    }
    return {
      url,
      method,
      body,
      what: what ?? `asking for ${method} ${path}`,
      headers: {
        ...headers,
        accept: "application/json",
        authorization: `Bearer ${token}`,
        ...(orgId === undefined ? {} : { "x-grafana-org-id": String(orgId) }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
    };
  }

  /** Asks until there is an answer worth looking at, or no use in asking again. */
  async #ask<T>(question: Question<T>): Promise<T> {
    const { wire, options } = question;
    const patience = this.#options.timeoutSeconds ?? 120;
    const seconds = Math.min(patience, options.seconds ?? patience);
    for (let repetition = 0; ; repetition++) {
      const got = await exchange(this.#send, wire, seconds, this.#signal);
      const answer = "answer" in got ? got.answer : undefined;
      const judged = answer === undefined ? (got as { failure: Failure }) : this.#judge(answer, question);
      if ("value" in judged) return judged.value;
      const mayRepeat = this.#mayRepeat(judged.failure, question, answer);
      if (answer !== undefined) this.#reached = true;
      const wait = waitBefore(repetition, retryAfterMs(answer?.retryAfter, Date.now()), this.#pace);
      if (!mayRepeat || repetition >= this.#pace.retries || wait === undefined) throw judged.failure.error;
      await pause(wait, this.#signal);
    }
  }

  #mayRepeat(
    { passing, error }: Failure,
    { isRepeatable, options }: Pick<Question<unknown>, "isRepeatable" | "options">,
    answer: Answer | undefined,
  ): boolean {
    if (passing === "never" || (passing === "once reached" && !this.#reached)) return false;
    if (options.asksForLess === true && isWorthNoRepetition(error)) return false;
    // What was throttled was not carried out.
    return isRepeatable || answer?.status === 429;
  }

  #judge<T>(answer: Answer, { wire, read }: Question<T>): { readonly value: T } | { readonly failure: Failure } {
    const { status } = answer;
    if (status >= 500 || [401, 403, 429].includes(status)) {
      const error = this.#refused(status, saidBy({ ...answer, body: bodyOf(answer.text) }), wire);
      return { failure: { error, passing: PASSING.has(status) ? "always" : "never" } };
    }
    if (status >= 300 && status <= 399) return { failure: { error: this.#redirected(answer, wire), passing: "never" } };
    this.#reached = true;
    try {
      return { value: read(answer) };
    } catch (error) {
      if (!isWinnowError(error)) throw error;
      return { failure: { error, passing: PASSING_CODES.has(error.code) ? "always" : "never" } };
    }
  }

  #unthrottled(answer: Answer, wire: Wire, { throttledIn }: AskOptions): Reply {
    const reply = this.#reply(answer, wire);
    const said = throttledIn?.(reply.body);
    if (said !== undefined) throw throttled({ what: wire.what, said: this.quote(said) });
    return reply;
  }

  #reply({ status, contentType, text }: Answer, { what }: Wire, parse: Parse = parseExactly): Reply {
    const body = bodyOf(text, parse);
    if (!(body instanceof NoJson) || status >= 400) return { status, body: body instanceof NoJson ? null : body };
    if (/html/i.test(contentType) || /^\s*</.test(text)) throw notJson({ what, got: "it is a web page" });
    if (body.isDeep) throw notJson({ what, got: "its JSON is nested too deeply" });
    if (/^\s*[[{]/.test(text)) throw cutShort({ what, reason: "its JSON does not end" });
    // Cut after it is made harmless: half a token would not be known for one.
    throw notJson({ what, got: `it begins with ${JSON.stringify(this.quote(text).slice(0, 40))}` });
  }

  #redirected({ status, location }: Answer, { url, what }: Wire): WinnowError {
    const target = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    const to = target === undefined ? "" : ` to ${this.quote(target.origin + target.pathname)}`;
    return notJson({ what, got: `it is a redirect (${status})${to}, and the token goes nowhere else` });
  }

  #refused(status: number, text: string, { what }: Wire): WinnowError {
    const said = this.quote(text);
    if (status === 401) return tokenRefused({ what, said });
    if (status === 403) return notPermitted({ what, said });
    if (status === 404) return noSuchAddress({ what, said });
    if (status === 429) return throttled({ what, said });
    return status >= 500 ? serviceFailed({ what, status, said }) : requestRefused({ what, status, said });
  }
}

/** Stands for a body that is no JSON. */
class NoJson {
  readonly isDeep: boolean;

  constructor(isDeep: boolean) {
    this.isDeep = isDeep;
  }
}

type Parse = (text: string) => unknown;

function bodyOf(text: string, parse: Parse = parseExactly): unknown {
  if (text.trim() === "") return null;
  try {
    return parse(text);
  } catch (error) {
    return new NoJson(error instanceof RangeError);
  }
}

/** What an answer says, in JSON or, as Loki and proxies write it, in plain text; empty for a web page. */
export function saidBy({ body, text }: Pick<Reply & RawReply, "body" | "text">): string {
  if (body !== null && !(body instanceof NoJson)) return saidIn(body);
  return /^\s*</.test(text) ? "" : text;
}

/** The message in an error's body, as Grafana, its plugins and Loki write it. */
export function saidIn(body: unknown): string {
  return ["message", "error", "detail"].map((name) => textOf(body, name)).find((text) => text !== "") ?? "";
}

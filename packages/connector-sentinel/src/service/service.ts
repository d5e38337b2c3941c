import { setTimeout as sleep } from "node:timers/promises";
import type { PipelineResponse } from "@azure/core-rest-pipeline";
import { runAborted } from "@winnow/core";
import { answerOf, EMPTY_ANSWER } from "./answer.ts";
import { CLOUDS, scopeOf } from "./cloud.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { openCredential, readAuthorities } from "./credential.ts";
import { answerTooLarge } from "./errors.ts";
import { type Failure, failureOfResponse, failureOfText, failureOfThrown, type Place } from "./failure.ts";
import { Gate, SERVICE_LIMITS } from "./gate.ts";
import { createBoundedClient } from "./http-client.ts";
import type { QueryAnswer, QueryService, TickRange } from "./query-service.ts";
import { Secrets } from "./secrets.ts";
import { timespanOf } from "./timespan.ts";

/** Where to ask, and how much at once. */
export interface QueryServiceOptions extends ConnectionOptions {
  readonly workspace: string;
  /** Further workspaces that every query reads too. */
  readonly workspaces: readonly string[];
  readonly endpoint?: string | undefined;
  readonly limits: {
    /** An answer of so many rows is not trusted to be whole. */
    readonly rows: number;
    /** Bytes of a body as JSON. */
    readonly bytes: number;
    readonly concurrency: number;
  };
  readonly timeouts: {
    /** Seconds that the service may take for a query, ≤ 600. */
    readonly query: number;
    /** Seconds that one query may spend waiting between attempts, all in all. */
    readonly retry: number;
  };
}

/** What a service needs of its surroundings. */
export interface ServiceContext {
  readonly signal: AbortSignal;
  readonly profileDirectory: string;
  /** Unit of the waits between attempts, ms; for tests. */
  readonly backoffMs?: number;
}

/** A service that holds connections. */
export interface OpenService extends QueryService {
  /** Lets go of connections that are idle. Safe to call more than once, and before further queries. */
  close(): void;
}

/** A body may take so much longer than the query itself. */
const TRANSFER_MS = 120_000;
const IDLE_MS = 60_000;
const BACKOFF_MS = 1000;

/**
 * Connects to the query service. Loads the HTTP pipeline and, unless a token is given, `@azure/identity`.
 * @throws coded errors where certificates cannot be read or credentials cannot be made
 */
export async function openQueryService(options: QueryServiceOptions, context: ServiceContext): Promise<OpenService> {
  const secrets = new Secrets();
  const authorities = await readAuthorities(options.ca, context.profileDirectory);
  const credential = await openCredential(options, authorities, context.profileDirectory, secrets);
  const rest = await import("@azure/core-rest-pipeline");
  const { cloud, audience, timeouts, limits } = options;
  const endpoint = (options.endpoint ?? CLOUDS[cloud].query).replace(/\/$/, "");
  const pipeline = rest.createEmptyPipeline();
  if (authorities !== undefined) pipeline.addPolicy(rest.tlsPolicy({ ca: authorities }));
  pipeline.addPolicy(rest.proxyPolicy());
  pipeline.addPolicy(rest.setClientRequestIdPolicy());
  const scopes = scopeOf(audience ?? CLOUDS[cloud].queryAudience);
  pipeline.addPolicy(rest.bearerTokenAuthenticationPolicy({ credential, scopes }));
  const totalMs = timeouts.query * 1000 + TRANSFER_MS;
  const client = createBoundedClient(rest, { bytes: limits.bytes, totalMs, idleMs: timeouts.query * 1000 + IDLE_MS });
  const request = (body: string): ReturnType<typeof rest.createPipelineRequest> =>
    rest.createPipelineRequest({
      url: `${endpoint}/workspaces/${encodeURIComponent(options.workspace)}/query`,
      method: "POST",
      body,
      abortSignal: context.signal,
      headers: rest.createHttpHeaders({
        "Content-Type": "application/json",
        Accept: "application/json",
        "Accept-Encoding": "gzip",
        Prefer: `wait=${timeouts.query}`,
        "User-Agent": "winnow",
      }),
    });
  const place = { host: new URL(endpoint).host, workspace: options.workspace, secrets };
  const send = (body: string): Promise<PipelineResponse> => pipeline.sendRequest(client, request(body));
  const service = new PipelineQueryService(options, context, place, send);
  return { query: (kql, range) => service.query(kql, range), close: () => client.close() };
}

/** Asks through a pipeline, within the limits of the service, again where that may help. */
class PipelineQueryService implements QueryService {
  readonly #options: QueryServiceOptions;
  readonly #context: ServiceContext;
  readonly #place: Place;
  readonly #send: (body: string) => Promise<PipelineResponse>;
  readonly #gate: Gate;

  constructor(
    options: QueryServiceOptions,
    context: ServiceContext,
    place: Place,
    send: (body: string) => Promise<PipelineResponse>,
  ) {
    this.#options = options;
    this.#context = context;
    this.#place = place;
    this.#send = send;
    this.#gate = new Gate({ ...SERVICE_LIMITS, concurrency: options.limits.concurrency });
  }

  async query(kql: string, range: TickRange | null): Promise<QueryAnswer> {
    const { workspaces, timeouts } = this.#options;
    const body = JSON.stringify({
      query: kql,
      ...(range === null ? {} : { timespan: timespanOf(range) }),
      ...(workspaces.length === 0 ? {} : { workspaces }),
    });
    let patience = timeouts.retry * 1000;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt(body);
      if ("answer" in outcome) return outcome.answer;
      const { failure } = outcome;
      const wait = failure.waitMs ?? this.#backoff(attempt);
      if (attempt >= failure.attempts || wait > patience) throw failure.error(attempt);
      patience -= wait;
      if (failure.waitMs !== undefined) this.#gate.pause(wait);
      await this.#wait(wait);
    }
  }

  async #attempt(body: string): Promise<{ readonly answer: QueryAnswer } | { readonly failure: Failure }> {
    const { signal } = this.#context;
    try {
      const response = await this.#gate.run(() => this.#send(body), signal);
      return this.#read(response);
    } catch (thrown) {
      return { failure: failureOfThrown(thrown, signal, this.#place) };
    }
  }

  #read({ status, headers, bodyAsText }: PipelineResponse): { answer: QueryAnswer } | { failure: Failure } {
    const text = bodyAsText ?? "";
    if (status === 204) return { answer: EMPTY_ANSWER };
    if (status !== 200) {
      const header = (name: string): string | undefined => headers.get(name);
      return { failure: failureOfResponse({ status, header, body: text }, this.#place) };
    }
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return { failure: failureOfText(text, this.#place) };
    }
    const answer = answerOf(body, this.#place.secrets);
    const { rows } = this.#options.limits;
    if (answer.rows >= rows) throw answerTooLarge({ reason: `it has ${answer.rows} rows of at most ${rows}` });
    return { answer };
  }

  /** Doubles with every attempt, with jitter, so that those who failed together do not come back together. */
  #backoff(attempt: number): number {
    return (this.#context.backoffMs ?? BACKOFF_MS) * 2 ** (attempt - 1) * (0.5 + Math.random());
  }

  async #wait(ms: number): Promise<void> {
    try {
      await sleep(ms, undefined, { signal: this.#context.signal });
    } catch {
      throw runAborted({});
    }
  }
}

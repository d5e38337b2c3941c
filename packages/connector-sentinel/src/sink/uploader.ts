import type * as Ingestion from "@azure/monitor-ingestion";
import type { TokenCredential } from "@azure/core-auth";
import { isWinnowError, runAborted, type WinnowError } from "@winnow/core";
import { CLOUDS, scopeOf } from "../service/cloud.ts";
import { openCredential, readAuthorities } from "../service/credential.ts";
import type * as Pipeline from "@azure/core-rest-pipeline";
import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { codesOf, describeError } from "../service/answer.ts";
import { failureOfResponse, failureOfThrown } from "../service/failure.ts";
import { createBoundedClient, CutShort, TimedOut } from "../service/http-client.ts";
import { messageOf } from "../service/message.ts";
import { Secrets } from "../service/secrets.ts";
import { ingestionFailed, mayNotWrite, rowsRefused, ruleNotFound } from "./errors.ts";
import type { SentinelSinkOptions } from "./options.ts";

/** Why rows could not be sent, and whether others may fare better. */
export interface UploadFailure {
  readonly error: WinnowError;
  /** Nothing that is sent the same way will ever arrive. */
  readonly fatal: boolean;
}

/** What an uploader needs of its surroundings. */
export interface UploadContext {
  readonly signal: AbortSignal;
  readonly profileDirectory: string;
  /** First wait between attempts, ms; for tests. */
  readonly backoffMs?: number;
}

/** Sends rows to a stream. */
export interface Uploader {
  /** Resolves to the failure, if there is one, after the service was asked as often as makes sense. */
  send(rows: readonly Readonly<Record<string, unknown>>[]): Promise<UploadFailure | undefined>;
  /** Sends a list of no rows, once: everything is checked, nothing is kept. */
  sendNothing(): Promise<UploadFailure | undefined>;
}

/** An answer has no body to speak of; a call may take its time. */
const LIMITS = { bytes: 1_000_000, totalMs: 120_000, idleMs: 60_000 };
const RETRIES = 5;
const BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 30_000;

/**
 * Connects to the ingestion. Loads Azure's client and, unless a token is given, `@azure/identity`.
 * @throws coded errors where certificates cannot be read or credentials cannot be made
 */
export async function openUploader(options: SentinelSinkOptions, context: UploadContext): Promise<Uploader> {
  const secrets = new Secrets();
  const authorities = await readAuthorities(options.ca, context.profileDirectory);
  const credential = await openCredential(options, authorities, context.profileDirectory, secrets);
  const [{ LogsIngestionClient }, pipeline] = await Promise.all([
    import("@azure/monitor-ingestion"),
    import("@azure/core-rest-pipeline"),
  ]);
  const bodies = new WeakMap<object, string>();
  const httpClient = remembering(createBoundedClient(pipeline, LIMITS), bodies, pipeline);
  const client = new LogsIngestionClient(options.endpoint, credential, {
    audience: audienceOf(options),
    httpClient,
    retryOptions: {
      maxRetries: RETRIES,
      retryDelayInMs: context.backoffMs ?? BACKOFF_MS,
      maxRetryDelayInMs: LONGEST_BACKOFF_MS,
    },
    ...(authorities === undefined ? {} : { tlsOptions: { ca: authorities } }),
  });
  const nothing = (): PipelineRequest =>
    pipeline.createPipelineRequest({
      url: streamAddress(options),
      method: "POST",
      body: "[]",
      headers: pipeline.createHttpHeaders({ "content-type": "application/json", "content-encoding": "gzip" }),
      abortSignal: context.signal,
    });
  const probe = (): Promise<PipelineResponse> => client.pipeline.sendRequest(httpClient, nothing());
  return new ClientUploader(client, options, context, secrets, bodies, probe);
}

function streamAddress({ endpoint, rule, stream }: SentinelSinkOptions): string {
  const path = `/dataCollectionRules/${encodeURIComponent(rule)}/streams/${encodeURIComponent(stream)}`;
  return `${endpoint.replace(/\/$/, "")}${path}?api-version=2023-01-01`;
}

/**
 * Azure's errors keep only the outer words of an answer, so the bodies are kept here; and its client tries again only
 * after errors of its own kind, so those of connections that may come back are made such.
 */
function remembering(client: HttpClient, bodies: WeakMap<object, string>, { RestError }: typeof Pipeline): HttpClient {
  return {
    sendRequest: async (request: PipelineRequest) => {
      try {
        const response = await client.sendRequest(request);
        bodies.set(request, response.bodyAsText ?? "");
        return response;
      } catch (cause) {
        if (request.abortSignal?.aborted === true || !mayPass(cause)) throw cause;
        throw Object.assign(new RestError(messageOf(cause), { code: "ECONNRESET", request }), { cause });
      }
    },
  };
}

const PASSING: ReadonlySet<unknown> = new Set(["ECONNRESET", "ECONNREFUSED", "ETIMEDOUT", "EPIPE", "EAI_AGAIN"]);

function mayPass(error: unknown): boolean {
  if (error instanceof CutShort || error instanceof TimedOut) return true;
  return PASSING.has((error as { readonly code?: unknown } | null)?.code);
}

/** Without `/.default`, which the client adds. */
function audienceOf({ audience, cloud }: SentinelSinkOptions): string {
  return scopeOf(audience ?? CLOUDS[cloud].ingestionAudience).replace(/\/\.default$/, "");
}

/**
 * Asks for a token as the uploader would.
 * @throws coded errors where there is none
 */
export async function signIn(options: SentinelSinkOptions, context: UploadContext): Promise<TokenCredential> {
  const authorities = await readAuthorities(options.ca, context.profileDirectory);
  const credential = await openCredential(options, authorities, context.profileDirectory, new Secrets());
  await credential.getToken(scopeOf(audienceOf(options)));
  return credential;
}

class ClientUploader implements Uploader {
  readonly #client: Ingestion.LogsIngestionClient;
  readonly #options: SentinelSinkOptions;
  readonly #context: UploadContext;
  readonly #secrets: Secrets;
  readonly #bodies: WeakMap<object, string>;
  readonly #probe: () => Promise<PipelineResponse>;

  constructor(
    client: Ingestion.LogsIngestionClient,
    options: SentinelSinkOptions,
    context: UploadContext,
    secrets: Secrets,
    bodies: WeakMap<object, string>,
    probe: () => Promise<PipelineResponse>,
  ) {
    this.#bodies = bodies;
    this.#probe = probe;
    this.#client = client;
    this.#options = options;
    this.#context = context;
    this.#secrets = secrets;
  }

  async send(rows: readonly Readonly<Record<string, unknown>>[]): Promise<UploadFailure | undefined> {
    const { rule, stream } = this.#options;
    const { signal } = this.#context;
    try {
      await this.#client.upload(rule, stream, [...rows], { abortSignal: signal });
      return undefined;
    } catch (thrown) {
      if (signal.aborted) throw runAborted({}, { cause: thrown });
      const [first] = (thrown as Partial<Ingestion.AggregateLogsUploadError>).errors ?? [];
      return this.#explain(first?.cause ?? thrown);
    }
  }

  async sendNothing(): Promise<UploadFailure | undefined> {
    try {
      const { status, bodyAsText } = await this.#probe();
      if (status === 204) return undefined;
      const failure = this.#fromAnswer(status, bodyAsText ?? "");
      // Refused for having no rows: everything before that was checked.
      return failure.error.code === rowsRefused.spec.code && !failure.fatal ? undefined : failure;
    } catch (thrown) {
      if (this.#context.signal.aborted) throw runAborted({}, { cause: thrown });
      return this.#explain(thrown);
    }
  }

  #explain(thrown: unknown): UploadFailure {
    if (isWinnowError(thrown)) return { error: thrown, fatal: true };
    const { statusCode, request } = thrown as { readonly statusCode?: number; readonly request?: object };
    if (statusCode === undefined) return this.#fromWay((thrown as Error).cause ?? thrown);
    return this.#fromAnswer(statusCode, (request === undefined ? undefined : this.#bodies.get(request)) ?? "");
  }

  get #host(): string {
    return new URL(this.#options.endpoint).host;
  }

  /** Names that do not resolve and certificates that are not trusted stay so; connections may come back. */
  #fromWay(thrown: unknown): UploadFailure {
    const place = { host: this.#host, workspace: "", secrets: this.#secrets };
    const { attempts, error } = failureOfThrown(thrown, this.#context.signal, place);
    return { error: error(RETRIES + 1), fatal: attempts === 1 };
  }

  #fromAnswer(status: number, body: string): UploadFailure {
    const { rule, stream } = this.#options;
    const host = this.#host;
    const said = errorIn(body);
    if (status === 401 || said === undefined || codesOf(said).includes("InvalidAuthenticationToken")) {
      return this.#fromSignIn(status, body);
    }
    const reason = this.#secrets.redact(describeError(said));
    switch (status) {
      case 403:
        return { error: mayNotWrite({ rule, reason }), fatal: true };
      case 404:
        return { error: ruleNotFound({ rule, host, reason }), fatal: true };
      case 408:
      case 429:
        return this.#failed(status, reason);
      default:
    }
    if (status >= 500) return this.#failed(status, reason);
    // A stream that there is not refuses every row; a call may be refused for what stands in it.
    return { error: rowsRefused({ stream, status, reason }), fatal: /stream/i.test(body) };
  }

  /** Tokens that are not taken, and pages in place of answers: as in queries. */
  #fromSignIn(status: number, body: string): UploadFailure {
    if (status >= 500 || status === 429) return this.#failed(status, "no reason is given");
    const place = { host: this.#host, workspace: "", secrets: this.#secrets };
    const { error } = failureOfResponse({ status, header: () => undefined, body }, place);
    return { error: error(1), fatal: true };
  }

  #failed(status: number, reason: string): UploadFailure {
    return { error: ingestionFailed({ host: this.#host, status, attempts: RETRIES + 1, reason }), fatal: false };
  }
}

/** The error in a body; `undefined` where the body is no JSON. */
function errorIn(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return (value as { readonly error?: unknown } | null)?.error ?? value;
  } catch {
    return undefined;
  }
}

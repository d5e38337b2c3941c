import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { makeCertificate } from "../certificate.ts";
import { parseInstant, UNIX_EPOCH_TICKS } from "../kql/types.ts";
import {
  badArgument,
  expiredToken,
  failed,
  noAccess,
  noPath,
  throttled,
  timedOut,
  unauthenticated,
  unknownToken,
  type SentinelAnswer,
} from "./answers.ts";
import { faultPicker } from "../faults.ts";
import type { SentinelFailure, SentinelFault, SentinelRequest } from "./faults.ts";
import { Ingestion, unpack, type IngestedRow } from "./ingestion.ts";
import { DOCUMENTED_LIMITS, Window, type SentinelLimits } from "./limits.ts";
import { answerQuery, type QueryBody } from "./query.ts";
import { Store } from "./store.ts";
import type { FakeTables } from "./tables.ts";

/** What a token may do: everything, nothing because its time is over, or nothing here. */
export type TokenState = "valid" | "expired" | "no-access";

export interface FakeSentinelOptions {
  /** The tables of the workspace. */
  readonly tables: FakeTables;
  /** Its id; a fixed one where left out. */
  readonly workspace?: string;
  /** Further workspaces and their tables, by id. */
  readonly workspaces?: Readonly<Record<string, FakeTables>>;
  /** Tokens beside the one that is given back. */
  readonly tokens?: Readonly<Record<string, TokenState>>;
  readonly limits?: Partial<SentinelLimits>;
  readonly faults?: readonly SentinelFault[];
  /** Streams that take rows in, by the immutable ids of their rules. */
  readonly rules?: Readonly<Record<string, readonly string[]>>;
  /** What `now()` is, ISO 8601; the clock's time where left out. */
  readonly now?: string;
  /** Whether the certificate's time is over. */
  readonly expiredCertificate?: boolean;
}

export interface FakeSentinel {
  /** For queries: `https://127.0.0.1:PORT/v1`. */
  readonly endpoint: string;
  /** For the ingestion of rows. */
  readonly ingestionEndpoint: string;
  readonly workspace: string;
  /** A token that may do everything. */
  readonly token: string;
  /** What callers must trust, PEM. */
  readonly ca: string;
  /** Every request so far, in the order of their arrival. */
  readonly requests: readonly SentinelRequest[];
  /** Rows taken in so far. */
  readonly ingested: readonly IngestedRow[];
  /** Fields of rows taken in that were too long and cut off. */
  truncatedFields(): number;
  /** Ends open connections, too. */
  close(): Promise<void>;
}

export const FAKE_WORKSPACE = "11111111-2222-3333-4444-555555555555";
const TOKEN = "fake-sentinel-token";
const DEFAULT_WAIT_SECONDS = 180;
const MOST_WAIT_SECONDS = 600;

/**
 * Starts a Sentinel workspace that answers KQL from DuckDB, on a port of its own of 127.0.0.1.
 *
 * Queries are checked by the official language service; what it refuses is answered as Azure answers it, and what the
 * fake cannot evaluate as well as Azure would is refused with 400 and says so.
 *
 * @throws `WN2110` when DuckDB or the language service is not installed, `WN2111` for rows that do not fit their columns
 */
export async function startFakeSentinel(options: FakeSentinelOptions): Promise<FakeSentinel> {
  const workspace = options.workspace ?? FAKE_WORKSPACE;
  const workspaces = new Map([[workspace, options.tables], ...Object.entries(options.workspaces ?? {})]);
  const certificate = await makeCertificate(options.expiredCertificate);
  const store = await Store.open(workspaces);
  const service = new Service(store, new Set(workspaces.keys()), options);
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    void service.serve(request, response);
  });
  const sockets = connectionsOf(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint: `${origin}/v1`,
    ingestionEndpoint: origin,
    workspace,
    token: TOKEN,
    ca: certificate.ca,
    requests: service.requests,
    ingested: service.ingestion.rows,
    truncatedFields: () => service.ingestion.truncatedFields,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      await service.idle();
      store.close();
    },
  };
}

function connectionsOf(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // Callers that break off are part of the tests.
    socket.on("error", () => undefined);
  });
  server.on("tlsClientError", () => undefined);
  return sockets;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Service {
  readonly requests: Mutable<SentinelRequest>[] = [];
  readonly ingestion: Ingestion;
  readonly #store: Store;
  readonly #known: ReadonlySet<string>;
  readonly #tokens: Readonly<Record<string, TokenState>>;
  readonly #limits: SentinelLimits;
  readonly #failureOf: (request: SentinelRequest) => SentinelFailure | undefined;
  readonly #window: Window;
  readonly #calls: Window;
  readonly #now: bigint | undefined;
  readonly #running = new Set<Promise<void>>();
  #queries = 0;

  constructor(store: Store, known: ReadonlySet<string>, options: FakeSentinelOptions) {
    this.#store = store;
    this.#known = known;
    this.#tokens = { [TOKEN]: "valid", ...options.tokens };
    this.#limits = { ...DOCUMENTED_LIMITS, ...options.limits };
    this.#failureOf = faultPicker(options.faults ?? []);
    this.#window = new Window(this.#limits.requests, this.#limits.windowMs);
    this.#calls = new Window(this.#limits.ingestionCalls, 60_000);
    this.#now = options.now === undefined ? undefined : parseInstant(options.now);
    this.ingestion = new Ingestion(options.rules ?? {}, this.#limits);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const running = this.#serve(request, response).catch(() => {
      response.destroy();
    });
    this.#running.add(running);
    await running;
    this.#running.delete(running);
  }

  /** Resolves when nothing is being answered any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? "/", "https://localhost");
    const record = this.#record(request, url, body);
    const failure = this.#failureOf(record);
    if (failure !== undefined) record.failure = failure.kind;
    await this.#deliver(response, record, failure, () => this.#answer(request, url, body, record, failure));
  }

  #record(request: IncomingMessage, url: URL, body: Buffer): Mutable<SentinelRequest> {
    const unpacked = unpack(body, request.headers["content-encoding"]) ?? body;
    const prefer = request.headers["prefer"];
    const record: Mutable<SentinelRequest> = {
      number: this.requests.length + 1,
      method: request.method ?? "",
      path: url.pathname,
      bytesReceived: body.length,
      bytesUnpacked: unpacked.length,
      status: null,
      bytesSent: 0,
      rows: 0,
      ...(typeof prefer === "string" ? { prefer } : {}),
    };
    const asked = readQuery(unpacked);
    if (typeof asked.query === "string") record.query = asked.query;
    if (typeof asked.timespan === "string") record.timespan = asked.timespan;
    if (Array.isArray(asked.workspaces)) record.workspaces = asked.workspaces.map(String);
    this.requests.push(record);
    return record;
  }

  async #answer(
    request: IncomingMessage,
    url: URL,
    body: Buffer,
    record: SentinelRequest,
    failure: SentinelFailure | undefined,
  ): Promise<SentinelAnswer> {
    if (failure?.kind === "expired-token") return expiredToken();
    const refused = this.#refused(request);
    if (refused !== undefined) return refused;
    const query = /^\/v1\/workspaces\/([^/]+)\/query$/.exec(url.pathname);
    const stream = /^\/dataCollectionRules\/([^/]+)\/streams\/([^/]+)$/.exec(url.pathname);
    if (request.method !== "POST" || (query === null && stream === null)) return noPath();
    if (stream !== null) return this.#ingest(stream.map(decodeURIComponent), url, body, request);
    return this.#query(decodeURIComponent(query![1]!), body, record, failure);
  }

  #refused(request: IncomingMessage): SentinelAnswer | undefined {
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (token === undefined) return unauthenticated();
    const state = Object.hasOwn(this.#tokens, token) ? this.#tokens[token] : undefined;
    if (state === undefined) return unknownToken();
    if (state === "valid") return undefined;
    return state === "expired" ? expiredToken() : noAccess();
  }

  #ingest(parts: readonly string[], url: URL, body: Buffer, request: IncomingMessage): SentinelAnswer {
    const wait = this.#calls.wait(Date.now());
    if (wait > 0) return throttled(wait);
    const version = url.searchParams.get("api-version");
    return this.ingestion.take(parts[1]!, parts[2]!, version, body, request.headers["content-encoding"]);
  }

  async #query(
    workspace: string,
    body: Buffer,
    record: SentinelRequest,
    failure: SentinelFailure | undefined,
  ): Promise<SentinelAnswer> {
    const wait = this.#window.wait(Date.now());
    if (wait > 0) return throttled(wait);
    if (this.#queries >= this.#limits.concurrent) return throttled(1);
    this.#queries++;
    try {
      // Time passes while a slow query runs: others count it among the running ones.
      const late = failure?.kind === "slow" ? await this.#delayed(failure.ms, record) : undefined;
      if (late !== undefined) return late;
      const partialAfter = failure?.kind === "partial" ? { partialAfter: failure.rows ?? ("half" as const) } : {};
      return await answerQuery(workspace, readQuery(body), {
        store: this.#store,
        known: this.#known,
        limits: this.#limits,
        now: this.#now ?? UNIX_EPOCH_TICKS + BigInt(Date.now()) * 10_000n,
        statistics: record.prefer?.includes("include-statistics=true") ?? false,
        ...partialAfter,
      });
    } catch (error) {
      return failed(500, { code: "InternalServerError", message: String(error) });
    } finally {
      this.#queries--;
    }
  }

  /** Waits; gives 504 where the request would not wait that long. */
  async #delayed(ms: number, { prefer }: SentinelRequest): Promise<SentinelAnswer | undefined> {
    const asked = Number(/wait=(\d+)/.exec(prefer ?? "")?.[1] ?? DEFAULT_WAIT_SECONDS);
    const most = Math.min(asked, MOST_WAIT_SECONDS) * 1000;
    await new Promise((resolve) => {
      setTimeout(resolve, Math.min(ms, most)).unref();
    });
    return ms > most ? timedOut() : undefined;
  }

  async #deliver(
    response: ServerResponse,
    record: Mutable<SentinelRequest>,
    failure: SentinelFailure | undefined,
    right: () => Promise<SentinelAnswer>,
  ): Promise<void> {
    switch (failure?.kind) {
      case "hang":
        return;
      case "drop":
        response.destroy();
        return;
      case "status":
      case "html":
      case "empty":
        send(response, record, instead(failure));
        return;
      case "cut":
        cut(response, record, await right());
        return;
      case "cut-cleanly":
        send(response, record, halved(await right()));
        return;
      default:
        send(response, record, await right());
    }
  }
}

function readQuery(body: Buffer): QueryBody {
  if (body.length === 0 || body[0] !== 0x7b) return {};
  try {
    return JSON.parse(body.toString()) as QueryBody;
  } catch {
    return {};
  }
}

const HTML =
  "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form action='/login'></form></body></html>";

function instead(failure: Extract<SentinelFailure, { kind: "status" | "html" | "empty" }>): SentinelAnswer {
  if (failure.kind === "empty") return { status: 204, body: [] };
  if (failure.kind === "html") {
    return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: [Buffer.from(HTML)] };
  }
  const { status, body, retryAfter } = failure;
  const headers: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  if (body !== undefined) return { status, headers, body: [Buffer.from(body)] };
  if (status === 429) return { ...throttled(1), headers: { ...throttled(1).headers, ...headers } };
  if (status === 504) return { ...timedOut(), headers: { ...timedOut().headers, ...headers } };
  if (status === 400) return badArgument({ code: "SemanticError", message: "A semantic error occurred." });
  return failed(status, { code: "ServiceError", message: `The service answered ${status}` }, headers);
}

function send(response: ServerResponse, record: Mutable<SentinelRequest>, answer: SentinelAnswer): void {
  const body = Buffer.concat(answer.body);
  record.status = answer.status;
  record.bytesSent = body.length;
  record.rows = answer.rows ?? 0;
  const length: Record<string, string> = answer.status === 204 ? {} : { "content-length": String(body.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(body);
}

/** Half of the body that was announced, and then no connection any more. */
function cut(response: ServerResponse, record: Mutable<SentinelRequest>, answer: SentinelAnswer): void {
  const body = Buffer.concat(answer.body);
  const half = body.subarray(0, body.length >> 1);
  record.bytesSent = half.length;
  response.writeHead(answer.status, { ...answer.headers, "content-length": String(body.length) });
  response.write(half, () => response.destroy());
}

function halved(answer: SentinelAnswer): SentinelAnswer {
  const body = Buffer.concat(answer.body);
  return { ...answer, body: [body.subarray(0, body.length >> 1)] };
}

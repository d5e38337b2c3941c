import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { sharedCertificate } from "../certificate.ts";
import { authenticated, forbidden, may, rightsOf, type FakeToken, type Right } from "./access.ts";
import { AnnotationStore, type Annotation } from "./annotations.ts";
import { json, NO_ANSWER, type Answer, type FakeRequest } from "./answer.ts";
import { DashboardStore, type Folder, type StoredDashboard } from "./dashboards.ts";
import { listed, type FakeDataSource } from "./data-sources.ts";
import { faultPicker } from "../faults.ts";
import { loginPage, type Failure, type Fault } from "./faults.ts";
import { answerLoki } from "./loki/api.ts";
import { LokiStore } from "./loki/store.ts";
import { answerQueries } from "./query.ts";

/** What a fake Grafana holds and how it behaves. */
export interface FakeGrafanaOptions {
  readonly dataSources?: readonly FakeDataSource[];
  /** One token `fake-token` of an administrator unless told. */
  readonly tokens?: readonly FakeToken[];
  readonly annotations?: readonly Omit<Annotation, "id">[];
  /** Most annotations of one answer, whatever is asked for; no cap unless told. */
  readonly annotationCap?: number;
  readonly folders?: readonly Folder[];
  readonly faults?: readonly Fault[];
  /** Which Grafana it is: `13.0.0` unless told. */
  readonly version?: string;
  /** Whether a request of which a part fails is answered with 207 rather than 400. */
  readonly multiStatus?: boolean;
  /** Where it lives below the host: `/grafana` as behind a proxy; at the root unless told. */
  readonly basePath?: string;
  readonly expiredCertificate?: boolean;
}

export interface FakeGrafana {
  /** `https://localhost:PORT` and the base path. */
  readonly url: string;
  /** PEM that callers must trust. */
  readonly ca: string;
  /** The first token. */
  readonly token: string;
  /** Every request so far. */
  readonly requests: readonly FakeRequest[];
  annotations(): readonly Annotation[];
  dashboards(): readonly StoredDashboard[];
  /** Lines that a Loki holds: equal ones of one instant and stream count once. */
  lokiLines(uid: string): number;
  close(): Promise<void>;
}

const TOKEN: FakeToken = { token: "fake-token", role: "Admin" };

/** Starts a service of https that behaves like Grafana, with the data sources behind it, on a free port of this machine. */
export async function startFakeGrafana(options: FakeGrafanaOptions = {}): Promise<FakeGrafana> {
  const certificate = await sharedCertificate(options.expiredCertificate);
  const service = new Service(options);
  const requests: FakeRequest[] = [];
  const pick = faultPicker(options.faults ?? []);
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (incoming, response) => {
    void respond(
      incoming,
      response,
      async (request) => {
        requests.push(request);
        return { failure: pick(request), answer: () => service.answer(request) };
      },
      requests,
    );
  });
  const sockets = trackSockets(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}${options.basePath ?? ""}`,
    ca: certificate.ca,
    token: (options.tokens?.[0] ?? TOKEN).token,
    requests,
    annotations: () => service.annotations.all(),
    dashboards: () => service.dashboards.all(),
    lokiLines: (uid) => service.stores.get(uid)?.size ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("secureConnection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  return sockets;
}

interface Handling {
  readonly failure: Failure | undefined;
  readonly answer: () => Answer;
}

async function respond(
  incoming: IncomingMessage,
  response: ServerResponse,
  handle: (request: FakeRequest) => Promise<Handling>,
  requests: readonly FakeRequest[],
): Promise<void> {
  const url = new URL(incoming.url ?? "/", "https://localhost");
  let body = "";
  for await (const chunk of incoming.setEncoding("utf8")) body += chunk;
  const request: FakeRequest = {
    number: requests.length + 1,
    method: incoming.method ?? "GET",
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: incoming.headers,
    body,
  };
  const { failure, answer } = await handle(request);
  if (failure === undefined) write(response, safely(answer));
  else await fail(failure, request, response, () => safely(answer));
}

/** A fault of the fake itself is told as one of the service, with its words. */
function safely(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    return json({ message: `the fake failed: ${String(error)}` }, 500);
  }
}

function write(response: ServerResponse, answer: Answer): void {
  if (answer === NO_ANSWER) return;
  const { status, body, headers } = answer;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

async function fail(
  failure: Failure,
  request: FakeRequest,
  response: ServerResponse,
  answer: () => Answer,
): Promise<void> {
  switch (failure.kind) {
    case "status": {
      const { status, body = JSON.stringify({ message: "fault of the fake" }), retryAfter } = failure;
      const headers = { "content-type": "application/json", ...(retryAfter && { "retry-after": retryAfter }) };
      write(response, { status, body: typeof body === "string" ? body : body(request), headers });
      return;
    }
    case "login-page":
      write(response, loginPage);
      return;
    case "cut": {
      const { status, headers, body } = answer();
      const bytes = Buffer.from(body);
      response.writeHead(status, { ...headers, "content-length": bytes.length });
      response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
      return;
    }
    case "cut-cleanly": {
      const right = answer();
      write(response, { ...right, body: right.body.slice(0, right.body.length >> 1) });
      return;
    }
    case "drop":
      response.destroy();
      return;
    case "slow":
      await new Promise((resolve) => {
        setTimeout(resolve, failure.ms).unref();
      });
      write(response, answer());
      return;
    case "hang":
  }
}

/** The service, apart from how it is reached. */
class Service {
  readonly annotations: AnnotationStore;
  readonly dashboards: DashboardStore;
  readonly stores: ReadonlyMap<string, LokiStore>;
  readonly #options: FakeGrafanaOptions;
  readonly #version: string;
  readonly #namespace: string;
  readonly #tokens: readonly FakeToken[];
  readonly #dataSources: readonly FakeDataSource[];

  constructor(options: FakeGrafanaOptions) {
    this.#options = options;
    this.#version = options.version ?? "13.0.0";
    this.#tokens = options.tokens ?? [TOKEN];
    this.#dataSources = options.dataSources ?? [];
    const organization = this.#tokens[0]?.organization ?? 1;
    this.#namespace = organization === 1 ? "default" : `org-${organization}`;
    this.dashboards = new DashboardStore(Number.parseInt(this.#version, 10), this.#namespace, options.folders);
    const hasDashboard = (uid: string): boolean => this.dashboards.has(uid);
    this.annotations = new AnnotationStore(hasDashboard, options.annotations, options.annotationCap);
    this.stores = new Map(
      this.#dataSources.flatMap((source) =>
        "entries" in source
          ? [[source.uid, new LokiStore(source.entries, source.limits, source.chunkLines)] as const]
          : [],
      ),
    );
  }

  answer(request: FakeRequest): Answer {
    const base = this.#options.basePath ?? "";
    if (!request.path.startsWith(`${base}/`)) return json({ message: "Not found" }, 404);
    const path = request.path.slice(base.length);
    if (path === "/api/health") return json({ commit: "0000000", database: "ok", version: this.#version });
    const caller = authenticated(this.#tokens, request);
    return "body" in caller ? caller : this.#answerTo(caller, path, request);
  }

  #answerTo(caller: FakeToken, path: string, request: FakeRequest): Answer {
    const needed = rightFor(path, request.method);
    if (needed !== undefined && !may(caller, needed)) return forbidden(needed);
    if (path === "/api/ds/query") {
      return answerQueries(
        { dataSources: this.#dataSources, stores: this.stores, multiStatus: this.#options.multiStatus ?? false },
        request,
      );
    }
    if (path.startsWith("/api/datasources")) return this.#answerDataSources(path, request);
    if (path.startsWith("/api/annotations")) return this.annotations.answer(caller, path, request);
    if (path.startsWith("/api/folders")) return this.dashboards.answerFolder(caller, path);
    if (path.startsWith("/api/dashboards/") || path.startsWith("/apis/"))
      return this.dashboards.answer(caller, path, request);
    return this.#answerAbout(caller, path);
  }

  /** What is asked about the service and the caller. */
  #answerAbout(caller: FakeToken, path: string): Answer {
    switch (path) {
      case "/api/org":
        return json({ id: caller.organization ?? 1, name: "Main Org.", address: {} });
      case "/api/user":
        return json({ id: 1, login: "sa-1-winnow", name: "winnow", orgId: caller.organization ?? 1 });
      case "/api/access-control/user/permissions":
        return json(rightsOf(caller));
      case "/api/frontend/settings":
        return json({ buildInfo: { version: this.#version }, namespace: this.#namespace });
      default:
        return json({ message: "Not found" }, 404);
    }
  }

  /** Where Grafana goes on in a path: before version 10 it believes that a uid ends at a hyphen. */
  #lostAt(proxied: string): number {
    const hyphen = proxied.indexOf("-");
    return hyphen === -1 || Number.parseInt(this.#version, 10) >= 10 ? proxied.length : hyphen;
  }

  #answerDataSources(path: string, request: FakeRequest): Answer {
    if (path === "/api/datasources") return json(this.#dataSources.map((source, i) => listed(source, i + 1)));
    const uid = /^\/api\/datasources\/(?:proxy\/)?uid\/([^/]+)/.exec(path)?.[1];
    const number = /^\/api\/datasources\/proxy\/(\d+)\//.exec(path)?.[1];
    const place = this.#dataSources.findIndex((each, i) => each.uid === uid || i + 1 === Number(number));
    const source = this.#dataSources[place];
    if (source === undefined) {
      return json({ message: "Data source not found", messageId: "datasource.notFound", statusCode: 404 }, 404);
    }
    const proxied = `/api/datasources/proxy/${number ?? `uid/${uid}`}`;
    if (!path.startsWith(`${proxied}/`)) return json(listed(source, place + 1));
    const store = this.stores.get(source.uid);
    if (store === undefined) return json({ message: "Bad Gateway" }, 502);
    if (source.failing !== undefined) return json({ message: source.failing.error }, source.failing.status);
    return answerLoki(store, path.slice(this.#lostAt(proxied)), request);
  }
}

function rightFor(path: string, method: string): Right | undefined {
  if (path === "/api/ds/query" || path.startsWith("/api/datasources/proxy/")) return "datasources:query";
  if (path.startsWith("/api/datasources")) return "datasources:read";
  if (path.startsWith("/api/folders")) return "folders:read";
  if (path.startsWith("/api/annotations")) return ANNOTATION_RIGHTS[method] ?? "annotations:write";
  const isDashboard = path.startsWith("/api/dashboards/") || path.startsWith("/apis/");
  if (!isDashboard) return undefined;
  if (method === "GET") return "dashboards:read";
  return method === "POST" ? "dashboards:create" : "dashboards:write";
}

const ANNOTATION_RIGHTS: Readonly<Record<string, Right>> = {
  GET: "annotations:read",
  POST: "annotations:create",
  DELETE: "annotations:delete",
};

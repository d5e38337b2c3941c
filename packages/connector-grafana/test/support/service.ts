import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Gap, RunContext } from "@winnow/core";
import { openService, type GrafanaClient } from "../../src/service/client.ts";
import type { ServiceOptions } from "../../src/service/options.ts";
import type { Pace } from "../../src/service/retry.ts";

export const TOKEN = "glsa_0123456789abcdef_secret";

/** No waiting to speak of. */
export const QUICK: Pace = { retries: 3, firstMs: 1, longestMs: 2, patienceMs: 5_000 };

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Handler = (asked: Asked, response: ServerResponse) => void | Promise<void>;

export interface LocalService {
  readonly url: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** An http service on this machine that a test writes the answers of. */
export async function serve(handler: Handler): Promise<LocalService> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void (async (): Promise<void> => {
      const one: Asked = {
        method: request.method!,
        url: new URL(request.url!, "http://localhost"),
        headers: request.headers,
        body: await text(request),
      };
      asked.push(one);
      await handler(one, response);
    })();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

export function answer(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

export interface TestContext extends RunContext {
  readonly warnings: string[];
  readonly gaps: Gap[];
}

export function testContext(signal: AbortSignal = new AbortController().signal): TestContext {
  const [warnings, gaps]: [string[], Gap[]] = [[], []];
  return {
    signal,
    profileDirectory: "/",
    outputDirectory: "/",
    progress: () => {},
    warn: (message) => void warnings.push(message),
    gap: (gap) => void gaps.push(gap),
    warnings,
    gaps,
  };
}

/** Runs a test against a service; everything is closed afterwards. */
export async function withService(
  handler: Handler,
  test: (client: GrafanaClient, service: LocalService) => Promise<void>,
  options: Partial<ServiceOptions> = {},
): Promise<void> {
  const service = await serve(handler);
  const client = await openService({ url: service.url, token: TOKEN, ...options }, testContext(), QUICK);
  try {
    await test(client, service);
  } finally {
    await client.close();
    await service.close();
  }
}

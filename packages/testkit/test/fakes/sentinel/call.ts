import { request } from "node:https";
import { gzipSync } from "node:zlib";
import type { FakeSentinel } from "@winnow/testkit/fakes";

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends one request over a connection of its own. */
export async function call(
  service: FakeSentinel,
  path: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(
      service.ingestionEndpoint + path,
      { method: "POST", ca: service.ca, headers: { "content-type": "application/json", ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString() }),
        );
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Puts a query to the service's workspace with its token. */
export async function ask(
  service: FakeSentinel,
  query: string,
  more: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const path = `/v1/workspaces/${service.workspace}/query`;
  return call(service, path, JSON.stringify({ query, ...more }), {
    authorization: `Bearer ${service.token}`,
    ...headers,
  });
}

/** Sends rows to a stream with its token. */
export async function ingest(
  service: FakeSentinel,
  rule: string,
  stream: string,
  rows: unknown,
  version = "2023-01-01",
): Promise<Answered> {
  const path = `/dataCollectionRules/${rule}/streams/${stream}?api-version=${version}`;
  const headers = { authorization: `Bearer ${service.token}`, "content-encoding": "gzip" };
  return call(service, path, gzipSync(JSON.stringify(rows)), headers);
}

import { createServer, type Server } from "node:https";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import * as rest from "@azure/core-rest-pipeline";
import { makeCertificate } from "@winnow/testkit/fakes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BoundedClient, createBoundedClient } from "../../src/service/http-client.ts";

let server: Server;
let url = "";
let ca = "";
let answer: (response: ServerResponse) => void = () => {};

beforeAll(async () => {
  const certificate = await makeCertificate();
  ({ ca } = certificate);
  server = createServer(certificate, (_, response) => answer(response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(
  limits: Partial<Parameters<typeof createBoundedClient>[1]>,
  reply: (response: ServerResponse) => void,
  signal?: AbortSignal,
): Promise<string> {
  answer = reply;
  const client: BoundedClient = createBoundedClient(rest, { bytes: 1e6, totalMs: 5000, idleMs: 5000, ...limits });
  try {
    const request = rest.createPipelineRequest({
      url,
      method: "POST",
      body: "{}",
      ...(signal === undefined ? {} : { abortSignal: signal }),
    });
    request.tlsSettings = { ca };
    return (await client.sendRequest(request)).bodyAsText ?? "";
  } finally {
    client.close();
  }
}

describe("the client", () => {
  it("gives a body whole, packed or not", async () => {
    expect(await ask({}, (response) => response.end("käse"))).toBe("käse");
    const packed = gzipSync("packed");
    expect(await ask({}, (response) => response.setHeader("content-encoding", "gzip").end(packed))).toBe("packed");
  });

  it.each<[string, Parameters<typeof ask>[0], (response: ServerResponse) => void, string, string]>([
    ["no answer in time", { totalMs: 100 }, () => {}, "TimedOut", "no answer within 0 s"],
    [
      "a body that stops coming",
      { idleMs: 100 },
      (response) => response.write("x"),
      "TimedOut",
      "no answer within 0 s",
    ],
    [
      "a body that comes too slowly",
      { totalMs: 300 },
      (response) => {
        const drip = setInterval(() => response.write("x"), 20);
        response.on("close", () => clearInterval(drip));
      },
      "TimedOut",
      "no answer within 0 s",
    ],
    [
      "a small packed body that unpacks to a large one",
      { bytes: 1000 },
      (response) => response.setHeader("content-encoding", "gzip").end(gzipSync("x".repeat(1_000_000))),
      "TooManyBytes",
      "1000",
    ],
    [
      "a packed body that is cut short",
      {},
      (response) => response.setHeader("content-encoding", "gzip").end(gzipSync("x".repeat(1000)).subarray(0, 20)),
      "CutShort",
      "unexpected end of file",
    ],
    [
      "what calls itself packed and is not",
      {},
      (response) => response.setHeader("content-encoding", "gzip").end("plain"),
      "CutShort",
      "incorrect header check",
    ],
  ])("ends with an error at %s", async (_, limits, reply, name, message) => {
    await expect(ask(limits, reply)).rejects.toMatchObject({ name, message });
  });

  it("stops in the middle of a body when it is told to", async () => {
    const stop = new AbortController();
    const asked = ask({}, (response) => void response.write("x"), stop.signal);
    setTimeout(() => stop.abort(), 50);
    await expect(asked).rejects.toThrow("aborted");
  });
});

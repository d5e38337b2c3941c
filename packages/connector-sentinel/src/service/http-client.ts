import * as https from "node:https";
import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { Writable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import type * as restPipeline from "@azure/core-rest-pipeline";

/** Bytes of an answer went over the limit; the rest was not read. */
export class TooManyBytes extends Error {
  override readonly name = "TooManyBytes";
}

/** Nothing came for too long, before the answer or within it. */
export class TimedOut extends Error {
  override readonly name = "TimedOut";
}

/** The answer stopped before its end. */
export class CutShort extends Error {
  override readonly name = "CutShort";
}

interface Limits {
  /** Bytes of the decoded body. */
  readonly bytes: number;
  /** From sending to the last byte. */
  readonly totalMs: number;
  /** Between two chunks of the body. */
  readonly idleMs: number;
}

export interface BoundedClient extends HttpClient {
  /** Closes the connections that are kept for further requests; there may be more of those nevertheless. */
  close(): void;
}

/**
 * Sends requests over https and reads whole bodies. The pipeline's own client waits forever where a compressed body is
 * cut short and has no timeout once headers are there; here every body ends: whole, or as an error.
 */
export function createBoundedClient({ createHttpHeaders }: typeof restPipeline, limits: Limits): BoundedClient {
  const own = new Map<object, https.Agent>();
  const agents = new Set<https.Agent>();
  const agentOf = ({ agent: given, tlsSettings: settings = DEFAULT_TLS }: PipelineRequest): https.Agent => {
    const agent =
      (given as https.Agent | undefined) ?? own.get(settings) ?? new https.Agent({ keepAlive: true, ...settings });
    if (given === undefined) own.set(settings, agent);
    agents.add(agent);
    return agent;
  };
  return {
    close: () => {
      for (const agent of agents) agent.destroy();
    },
    sendRequest: async (request) => {
      const url = new URL(request.url);
      if (url.protocol !== "https:") throw new TypeError("only https is spoken");
      const agent = agentOf(request);
      const timer = new AbortController();
      const timeout = setTimeout(() => timer.abort(new TimedOut(seconds(limits.totalMs))), limits.totalMs);
      try {
        const message = await send(url, request, agent, timer.signal);
        const bodyAsText = await readBody(message, limits, timer.signal, request);
        return {
          request,
          status: message.statusCode ?? 0,
          headers: headersOf(message, createHttpHeaders()),
          bodyAsText,
        };
      } catch (error) {
        throw timer.signal.aborted ? timer.signal.reason : error;
      } finally {
        clearTimeout(timeout);
      }
    },
  };
}

const DEFAULT_TLS = {};

function send(url: URL, request: PipelineRequest, agent: https.Agent, timer: AbortSignal): Promise<IncomingMessage> {
  const signals = request.abortSignal === undefined ? [timer] : [timer, request.abortSignal as AbortSignal];
  return new Promise((resolve, reject) => {
    const outgoing = https.request(
      url,
      {
        // Besides the agent's: a proxy's agent takes them from here.
        ...(request.tlsSettings as https.RequestOptions | undefined),
        agent,
        method: request.method,
        headers: request.headers.toJSON(),
        signal: AbortSignal.any(signals),
      },
      resolve,
    );
    outgoing.once("error", reject);
    outgoing.end(request.body as string);
  });
}

function headersOf(message: IncomingMessage, headers: PipelineResponse["headers"]): PipelineResponse["headers"] {
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value[0]! : value);
  }
  return headers;
}

async function readBody(
  message: IncomingMessage,
  { bytes: limit, idleMs }: Limits,
  timer: AbortSignal,
  request: PipelineRequest,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  message.setTimeout(idleMs, () => message.destroy(new TimedOut(seconds(idleMs))));
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      bytes += chunk.length;
      chunks.push(chunk);
      done(bytes > limit ? new TooManyBytes(String(limit)) : null);
    },
  });
  const packed = message.headers["content-encoding"] === "gzip" ? [createGunzip()] : [];
  try {
    await pipeline([message, ...packed, sink], { signal: timer });
  } catch (error) {
    if (request.abortSignal?.aborted === true || error instanceof TooManyBytes || error instanceof TimedOut)
      throw error;
    throw new CutShort(error instanceof Error ? error.message : String(error));
  }
  return Buffer.concat(chunks).toString("utf8");
}

function seconds(ms: number): string {
  return `no answer within ${Math.round(ms / 1000)} s`;
}

import { setTimeout } from "node:timers/promises";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GrafanaConnectorOptions } from "../../src/index.ts";
import { isoOfNanos } from "../../src/frames/time.ts";
import { answer, type LocalService, serve, TOKEN } from "../support/service.ts";
import { adminOf } from "./grafana-access.ts";
import { read } from "./reading.ts";

const loki = process.env["WINNOW_LOKI_URL"];
const grafana = process.env["WINNOW_GRAFANA_URL"];

const [MS, SECOND, HOUR] = [1_000_000n, 1_000_000_000n, 3_600_000_000_000n];
/** A whole hour, four days ago. */
const START = BigInt(Math.floor(Date.now() / 3_600_000) - 96) * HOUR;

interface Line {
  readonly time: bigint;
  readonly text: string;
  readonly stream?: string;
}

type Service = Pick<GrafanaConnectorOptions, "url" | "token" | "dataSource">;

/** Pushes lines under a job of their own, and has them flushed unless told otherwise. */
async function push(job: string, lines: readonly Line[], isFlushed = true): Promise<void> {
  const streams = new Map<string, [string, string][]>();
  for (const { time, text, stream = "0" } of lines) {
    streams.set(stream, [...(streams.get(stream) ?? []), [String(time), text]]);
  }
  const all = [...streams].map(([stream, values]) => ({ stream: { job, stream }, values }));
  for (let i = 0; i < all.length; i += 500) await post("/loki/api/v1/push", { streams: all.slice(i, i + 500) });
  if (!isFlushed) return;
  await post("/flush", {});
  // Flushed chunks are found once the index knows them.
  await setTimeout(3000);
}

async function post(path: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(loki + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

describe.runIf(loki !== undefined)("lines of a real Loki", () => {
  let standIn: LocalService | undefined;
  let service: Service;

  /** Through a real Grafana where there is one, else through a proxy that does what Grafana's does. */
  beforeAll(async () => {
    if (grafana !== undefined) {
      const admin = adminOf(grafana);
      const uid = `winnow-loki-${Date.now()}`;
      await admin.ask("POST", "/api/datasources", { uid, name: uid, type: "loki", access: "proxy", url: loki });
      service = { url: admin.url, token: await admin.token("Viewer"), dataSource: { uid, type: "loki" } };
      return;
    }
    standIn = await serve(async ({ url, headers }, response) => {
      const path = url.pathname.replace("/api/datasources/proxy/uid/loki", "") + url.search;
      const flags = String(headers["x-loki-response-encoding-flags"] ?? "");
      const real = await fetch(loki + path, { headers: { "x-loki-response-encoding-flags": flags } });
      answer(response, await real.text(), real.status, { "content-type": real.headers.get("content-type") ?? "" });
    });
    service = { url: standIn.url, token: TOKEN, dataSource: { uid: "loki", type: "loki" } };
  });

  afterAll(async () => {
    await standIn?.close();
  });

  const transports = grafana === undefined ? (["proxy"] as const) : (["proxy", "query"] as const);

  /** Lines that came neither once nor within a named gap, with how often they came. */
  async function lost(
    job: string,
    lines: readonly Line[],
    some: Partial<GrafanaConnectorOptions> = {},
  ): Promise<readonly string[]> {
    const all: string[] = [];
    for (const transport of transports) {
      const { rows, context } = await read({
        ...service,
        query: `{job="${job}"}`,
        since: isoOfNanos(START),
        until: isoOfNanos(START + 72n * HOUR),
        transport,
        ...some,
      });
      const given = new Map<string, number>();
      for (const { line } of rows) given.set(line!, (given.get(line!) ?? 0) + 1);
      const isNamed = (time: bigint): boolean =>
        context.gaps.some(({ from, to }) => isoOfNanos(time) >= from! && isoOfNanos(time) < to!);
      for (const { time, text } of lines) {
        const times = given.get(text) ?? 0;
        const isRight = times === 1 || (times === 0 && isNamed(time));
        if (!isRight) all.push(`${transport}: ${text} at ${isoOfNanos(time)}, ${times} times`);
      }
      if (given.size > lines.length) all.push(`${transport}: lines of others`);
    }
    return all;
  }

  it("at whole seconds arrive in pages of ten", async () => {
    const lines = Array.from({ length: 10 }, (_, i) => ({ time: START + BigInt(i) * SECOND, text: String(i) }));
    await push("seconds", lines);
    expect(await lost("seconds", lines, { limit: 10 })).toEqual([]);
  });

  it("of 2,000 streams at whole milliseconds arrive", async () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => ({
      time: START + BigInt(i % 20) * MS,
      text: String(i),
      stream: String(Math.floor(i / 20)),
    }));
    await push("milliseconds", lines);
    expect(await lost("milliseconds", lines)).toEqual([]);
  });

  it("at whole hours arrive, or are named", async () => {
    const lines = Array.from({ length: 60 }, (_, i) => ({ time: START + BigInt(i) * HOUR, text: String(i) }));
    await push("hours", lines);
    expect(await lost("hours", lines)).toEqual([]);
  });

  it("of 3 KB arrive", async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => ({
      time: START + BigInt(i) * MS,
      text: `${i} ${"x".repeat(3000)}`,
    }));
    await push("large", lines);
    expect(await lost("large", lines)).toEqual([]);
  });

  it("that are not flushed are named", async () => {
    const lines = Array.from({ length: 100 }, (_, i) => ({ time: START + BigInt(i) * SECOND, text: String(i) }));
    await push("unflushed", lines, false);
    expect(await lost("unflushed", lines)).toEqual([]);
  });

  it("of random times arrive once, or are named", async () => {
    const someTime = fc.oneof(
      fc.bigInt(0n, 71n).map((hour) => hour * HOUR),
      fc.bigInt(0n, 99n).map((second) => second * SECOND),
      fc.bigInt(0n, 99n).map((ms) => 7n * HOUR + ms * MS),
      fc.bigInt(0n, 72n * HOUR - 1n),
    );
    const someLines = fc.array(fc.tuple(someTime, fc.constantFrom("a", "b", "c")), { minLength: 1, maxLength: 2000 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(someLines, fc.constantFrom(10, 100, 5000), async (times, limit) => {
        const job = `random-${Date.now()}-${run++}`;
        const lines = times.map(([time, stream], i) => ({ time: START + time, text: String(i), stream }));
        await push(job, lines);
        expect(await lost(job, lines, { limit })).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

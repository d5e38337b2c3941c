import { afterEach, describe, expect, it } from "vitest";
import { startFakeGrafana } from "../../../src/fakes/index.ts";
import type { FakeGrafana, FakeLoki, LokiEntry } from "../../../src/fakes/index.ts";
import { ask, parsed } from "./asking.ts";

const running: FakeGrafana[] = [];
afterEach(async () => {
  for (const fake of running.splice(0)) await fake.close();
});

const [MS, SECOND, HOUR] = [1_000_000n, 1_000_000_000n, 3_600_000_000_000n];
/** A whole hour. */
const START = 1_714_521_600n * SECOND;

async function start(times: readonly bigint[], rest: Partial<FakeLoki> = {}): Promise<FakeGrafana> {
  const entries = times.map((time, i): LokiEntry => ({ labels: { job: "a" }, time, line: String(i) }));
  const fake = await startFakeGrafana({
    dataSources: [{ type: "loki", uid: "logs", name: "Logs", entries, ...rest }],
  });
  running.push(fake);
  return fake;
}

async function loki(fake: FakeGrafana, path: string, query: Record<string, unknown>): Promise<unknown> {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  const heard = await ask(fake, `/api/datasources/proxy/uid/logs/loki/api/v1/${path}?${parameters}`);
  if (heard.status !== 200) return `${heard.status} ${heard.text}`;
  const { result } = (parsed(heard) as { data: { result: { values?: string[][]; value?: unknown[] }[] } }).data;
  return result.flatMap(({ values, value }) => values?.map(([, text]) => text) ?? [value![1]]);
}

const range = (from: bigint, to: bigint, limit = 1000): Record<string, unknown> => ({
  query: '{job="a"}',
  start: from,
  end: to,
  direction: "forward",
  limit,
});

describe("chunks of Loki", () => {
  const seconds = Array.from({ length: 10 }, (_, i) => START + SECOND + BigInt(i) * SECOND);

  it("are passed over by a query that starts in the whole millisecond of their last line", async () => {
    const fake = await start(seconds);
    const last = seconds.at(-1)!;
    expect(await loki(fake, "query_range", range(last, last + 1n))).toEqual([]);
    expect(await loki(fake, "query_range", range(last - 1n, last + 1n))).toEqual(["9"]);
    expect(await loki(fake, "query_range", range(seconds[4]!, last))).toEqual(["4", "5", "6", "7", "8"]);
  });

  it("are passed over where the frontend cuts a query, whatever its start", async () => {
    const hours = Array.from({ length: 60 }, (_, i) => START + BigInt(i) * HOUR);
    const fake = await start(hours);
    expect(await loki(fake, "query_range", range(START - 1n, START + 60n * HOUR))).toHaveLength(59);
  });

  it("are counted completely", async () => {
    const fake = await start(seconds);
    const query = 'sum(count_over_time({job="a"} [10000000000ns]))';
    expect(await loki(fake, "query", { query, time: seconds.at(-1) })).toEqual(["10"]);
    const one = 'count_over_time({job="a"} | label_format text=`{{ __line__ }}` [1ns] offset 1000000000ns)';
    expect(await loki(fake, "query", { query: one, time: seconds.at(-1) })).toEqual(["1"]);
  });

  it("that end between two milliseconds are found from their last line on", async () => {
    const fake = await start([START + MS + 1n]);
    expect(await loki(fake, "query_range", range(START + MS, START + 2n * MS))).toEqual(["0"]);
    expect(await loki(fake, "query_range", range(START + MS + 1n, START + 2n * MS))).toEqual(["0"]);
  });

  it("in memory are found by queries that reach into the last three hours", async () => {
    const now = BigInt(Math.floor(Date.now() / 1000)) * SECOND;
    const old = now - 20n * HOUR + 1n;
    const entries: LokiEntry[] = [{ labels: { job: "a" }, time: old, line: "x", isFlushed: false }];
    const fake = await start([], { entries });
    expect(await loki(fake, "query_range", range(old, now))).toEqual([]);
    const query = `sum(count_over_time({job="a"}[${20n * HOUR}ns]))`;
    expect(await loki(fake, "query", { query, time: now })).toEqual([]);
    expect(await loki(fake, "query_range", { query, start: now, end: now, step: 1 })).toEqual(["1"]);
  });
});

describe("limits of Loki", () => {
  it("leave old lines out without a word, and name themselves only where nothing is left", async () => {
    const now = BigInt(Date.now()) * MS;
    const limits = { maxQueryLookback: 48n * HOUR };
    const fake = await start([now - 72n * HOUR, now - 24n * HOUR], { limits });
    expect(await loki(fake, "query_range", range(now - 96n * HOUR, now))).toEqual(["1"]);
    const query = (width: bigint, offset: bigint): string =>
      `sum(count_over_time({job="a"}[${width}ns] offset ${offset}ns))`;
    const step = { start: now, end: now, step: 1 };
    expect(await loki(fake, "query_range", { query: query(96n * HOUR, 1n), ...step })).toEqual(["1"]);
    expect(await loki(fake, "query", { query: query(1n, 96n * HOUR), time: now })).toBe(
      "400 this data is no longer available, it is past now - max_query_lookback (48h)",
    );
  });

  it("refuse answers of too many bytes, and queries of too many parts", async () => {
    const limits = { answerBytes: 5, oversized: "refuse", maxOutstanding: 3 } as const;
    const fake = await start(
      Array.from({ length: 10 }, (_, i) => START + BigInt(i) + 1n),
      { limits },
    );
    expect(await loki(fake, "query_range", range(START, START + HOUR))).toBe(
      "500 rpc error: code = ResourceExhausted desc = grpc: received message larger than max (10 vs. 5)",
    );
    expect(await loki(fake, "query_range", range(START, START + HOUR, 5))).toHaveLength(5);
    expect(await loki(fake, "query_range", range(START, START + 4n * HOUR))).toBe("429 too many outstanding requests");
  });
});

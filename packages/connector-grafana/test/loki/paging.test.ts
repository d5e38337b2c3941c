import * as fc from "fast-check";
import { isWinnowError } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { queryFailed, timedOut, unusableAnswer } from "../../src/errors.ts";
import type { Entry } from "../../src/loki/entry.ts";
import { LineCounter } from "../../src/loki/line-counter.ts";
import { LokiPager } from "../../src/loki/pager.ts";
import { ProxyTransport } from "../../src/loki/proxy-transport.ts";
import type { LokiTransport } from "../../src/loki/transport.ts";
import { inSlices } from "../../src/query/slices.ts";
import type { GrafanaClient, RawReply } from "../../src/service/client.ts";
import type { Refused } from "../../src/service/refusals.ts";

interface Line {
  readonly nanos: bigint;
  readonly stream: string;
  readonly line: string;
}

interface Behaviour {
  /** Lines that Loki gives at once at most. */
  readonly most?: number;
  /** Which of its requests take too long, by their number from 1. */
  readonly slow?: (request: number) => boolean;
}

const refused = (said: string): Refused => ({
  kind: "refused",
  said,
  error: queryFailed({ dataSource: "Logs", said }),
});

/** Loki by brute force, without the faults of the real one. */
function lokiWith(lines: readonly Line[], { most = 5000, slow = () => false }: Behaviour = {}) {
  const sorted = lines.toSorted((a, b) => (a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0));
  let requests = 0;
  const transport: LokiTransport = {
    tick: 1n,
    lines: async ({ from, to }, limit) => {
      const error = timedOut({ what: "asking", seconds: 1 });
      if (slow(++requests)) return { kind: "too heavy", said: error.message, error };
      if (limit > most) {
        return refused(
          `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${most})`,
        );
      }
      if (to - from > 40n * 86_400_000_000_000n) {
        return { ...refused("the query time range exceeds the limit"), kind: "too heavy" };
      }
      const found = sorted.filter(({ nanos }) => nanos >= from && nanos < to).slice(0, limit);
      const entries = found.map(({ nanos, stream, line }) => ({
        nanos,
        line,
        labels: { job: stream },
        metadata: {},
        parsed: {},
      }));
      return { kind: "lines", entries };
    },
    numbers: async (expression, time) => {
      const [, width, offset = "0"] = /\[(\d+)ns\](?: offset (\d+)ns)?/.exec(expression)!;
      const end = time - BigInt(offset);
      const value = sorted.filter(({ nanos }) => nanos > end - BigInt(width!) && nanos <= end).length;
      return { kind: "numbers", samples: value === 0 ? [] : [{ labels: {}, value }] };
    },
  };
  return { transport, requests: () => requests };
}

const keyOf = ({ nanos, stream, line }: Line): string => `${nanos} ${stream} ${line}`;
const asLine = ({ nanos, labels, line }: Entry): Line => ({ nanos, line, stream: labels["job"]! });
const pagerOf = (transport: LokiTransport, limit: number): LokiPager =>
  new LokiPager(transport, "{}", new LineCounter(transport, "{}"), limit);

async function pulled(
  transport: LokiTransport,
  range: { readonly from: bigint; readonly to: bigint },
  limit: number,
  widest = 2_592_000_000_000_000n,
): Promise<{ lines: Line[]; gaps: { from: bigint; to: bigint; reason: string }[] }> {
  const pager = pagerOf(transport, limit);
  const gaps: { from: bigint; to: bigint; reason: string }[] = [];
  const lines: Line[] = [];
  const slices = inSlices(range, {
    tick: 1n,
    widest,
    limit: () => pager.limit,
    ask: (slice) => pager.ask(slice),
    onGap: ({ from, to }, reason) => void gaps.push({ from, to, reason }),
    onProgress: () => {},
    hopeless: (reason) => unusableAnswer({ what: "asking", reason }),
  });
  for await (const entries of slices) lines.push(...entries.map(asLine));
  return { lines, gaps };
}

const DATA_SOURCE = { uid: "u", name: "Logs", type: "loki", settings: {} };

/** Few instants, so that many lines share one; few texts, so that whole lines are equal. */
const someLines = fc.array(
  fc.record({
    nanos: fc.oneof(fc.bigInt(0n, 30n), fc.bigInt(0n, 3_000_000_000n)),
    stream: fc.constantFrom("a", "b", "c"),
    line: fc.constantFrom("x", "y", ""),
  }),
  { maxLength: 120 },
);

describe("paging through Loki", () => {
  it("gives the lines that are there, each as often as it is there, or names the nanosecond that it cannot give", async () => {
    await fc.assert(
      fc.asyncProperty(
        someLines,
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 2, max: 40 }),
        fc.bigInt(50_000_000n, 4_000_000_000n),
        async (lines, limit, most, widest) => {
          const range = { from: 5n, to: 2_999_999_999n };
          const { transport } = lokiWith(lines, { most });
          const { lines: got, gaps } = await pulled(transport, range, limit, widest);
          const isMissing = ({ nanos }: Line): boolean => gaps.some(({ from, to }) => nanos >= from && nanos < to);
          const wanted = lines.filter(({ nanos }) => nanos >= range.from && nanos < range.to);
          expect(got.map(keyOf).sort()).toEqual(
            wanted
              .filter((line) => !isMissing(line))
              .map(keyOf)
              .sort(),
          );
          for (const { from, to, reason } of gaps) {
            expect(reason).toBe(`one nanosecond holds more lines than Loki gives at once (${most})`);
            for (let t = from; t < to; t++) {
              expect(wanted.filter(({ nanos }) => nanos === t).length).toBeGreaterThanOrEqual(most);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("gives every line though requests take too long now and then", async () => {
    await fc.assert(
      fc.asyncProperty(someLines, fc.integer({ min: 2, max: 6 }), async (lines, every) => {
        const { transport } = lokiWith(lines, { slow: (request) => request % every === 0 });
        const range = { from: 0n, to: 100_000_000_000n };
        const { lines: got, gaps } = await pulled(transport, range, 200);
        expect(got.map(keyOf).sort()).toEqual(lines.map(keyOf).sort());
        expect(gaps).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("takes a burst on one nanosecond whole where Loki gives so much at once, though it is more than a page", async () => {
    const burst = Array.from({ length: 300 }, (_, i) => ({ nanos: 7n, stream: "a", line: String(i) }));
    const { transport, requests } = lokiWith([...burst, { nanos: 8n, stream: "a", line: "after" }]);
    const { lines, gaps } = await pulled(transport, { from: 0n, to: 1000n }, 100);
    expect(lines).toHaveLength(301);
    expect(gaps).toEqual([]);
    expect(requests()).toBeLessThan(20);
  });

  it("spans no more time than Loki allows", async () => {
    const day = 86_400_000_000_000n;
    const lines = Array.from({ length: 90 }, (_, i) => ({ nanos: BigInt(i) * day, stream: "a", line: String(i) }));
    const { transport } = lokiWith(lines);
    const { lines: got } = await pulled(transport, { from: 0n, to: 90n * day }, 5000, 365n * day);
    expect(got).toHaveLength(90);
  });

  it("needs one request for a page, and one more for what is left", async () => {
    const lines = Array.from({ length: 1000 }, (_, i) => ({ nanos: BigInt(i), stream: "a", line: String(i) }));
    const { transport, requests } = lokiWith(lines);
    await pulled(transport, { from: 0n, to: 1000n }, 101);
    expect(requests()).toBe(10);
  });

  it("gives half a million lines, each once", async () => {
    const count = 520_000;
    // In order of time, 13 on each instant.
    const at = (i: number): bigint => BigInt(Math.floor(i / 13)) * 1_000_003n;
    const first = (instant: bigint): number => Math.min(Number((instant + 1_000_002n) / 1_000_003n) * 13, count);
    const transport: LokiTransport = {
      tick: 1n,
      lines: async ({ from, to }, limit) => {
        const [start, end] = [first(from < 0n ? 0n : from), first(to)];
        const entries = Array.from({ length: Math.min(end - start, limit) }, (_, i) => ({
          nanos: at(start + i),
          line: String(start + i),
          labels: {},
          metadata: {},
          parsed: {},
        }));
        return { kind: "lines", entries };
      },
      numbers: async (expression, time) => {
        const [, width, offset = "0"] = /\[(\d+)ns\](?: offset (\d+)ns)?/.exec(expression)!;
        const end = time - BigInt(offset) + 1n;
        return { kind: "numbers", samples: [{ labels: {}, value: first(end) - first(end - BigInt(width!)) }] };
      },
    };
    const seen = new Uint8Array(count);
    const pager = pagerOf(transport, 5000);
    const slices = inSlices(
      { from: 0n, to: at(count) },
      {
        tick: 1n,
        widest: at(count),
        limit: () => 5000,
        ask: (slice) => pager.ask(slice),
        onGap: () => expect.unreachable(),
        onProgress: () => {},
        hopeless: (reason) => unusableAnswer({ what: "asking", reason }),
      },
    );
    for await (const entries of slices) for (const { line } of entries) seen[Number(line)]!++;
    expect(seen.every((times) => times === 1)).toBe(true);
  });
});

describe("an answer of Loki", () => {
  const asking = async (reply: Partial<RawReply>): Promise<string> => {
    const json: GrafanaClient["json"] = async () => {
      const raw = { status: 200, contentType: "", text: "", ...reply };
      return { ...raw, body: raw.status < 400 ? JSON.parse(raw.text) : null };
    };
    const client = { json, quote: (said: string) => said } as unknown as GrafanaClient;
    const transport = new ProxyTransport(client, DATA_SOURCE, "{}", () => {});
    try {
      return JSON.stringify(await pagerOf(transport, 10).ask({ from: 1n, to: 10n }));
    } catch (error) {
      if (!isWinnowError(error)) throw error;
      return `${error.code} ${error.message}`;
    }
  };
  const streams = (result: unknown): Partial<RawReply> => ({
    text: JSON.stringify({ status: "success", data: { resultType: "streams", result } }),
  });

  it.each<[string, Partial<RawReply>, string]>([
    [
      "numbers",
      { text: '{"status":"success","data":{"resultType":"matrix","result":[]}}' },
      "WN1544 Grafana: the answer cannot be used: the query gives numbers (matrix) and no log lines (while asking data source Logs)",
    ],
    [
      "nothing",
      { text: "{}" },
      "WN1544 Grafana: the answer cannot be used: Loki does not call it a success (while asking data source Logs)",
    ],
    [
      "no streams",
      streams({}),
      "WN1544 Grafana: the answer cannot be used: it holds no streams (while asking data source Logs)",
    ],
    [
      "a line without a time",
      streams([{ stream: {}, values: [[1, "x"]] }]),
      "WN1544 Grafana: the answer cannot be used: a log line has no time in nanoseconds or no text (while asking data source Logs)",
    ],
    [
      "its newest lines first, so that older ones would be missing from a full page",
      streams([
        {
          stream: {},
          values: [
            ["2", "b"],
            ["1", "a"],
          ],
        },
      ]),
      "WN1544 Grafana: the answer cannot be used: a stream's lines are not in the order of time that was asked for " +
        "(while asking data source Logs)",
    ],
    [
      "404",
      { status: 404, text: "404 page not found" },
      "WN1536 Grafana: nothing there (404): 404 page not found (while asking data source Logs)",
    ],
    [
      "a query that it cannot read",
      { status: 400, text: "parse error at line 1, col 5" },
      "WN1545 Grafana: data source Logs refused the query: parse error at line 1, col 5",
    ],
  ])("that holds %s is an error, never no lines", async (_, reply, text) => {
    expect(await asking(reply)).toBe(text);
  });
});

import * as fc from "fast-check";
import { isWinnowError } from "@winnow/core";
import { describe, expect, it } from "vitest";
import { timedOut, unusableAnswer } from "../../src/errors.ts";
import { LokiPager } from "../../src/loki/ask.ts";
import type { Entry } from "../../src/loki/entry.ts";
import { inSlices } from "../../src/query/slices.ts";
import type { GrafanaClient, RawReply } from "../../src/service/client.ts";

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
  readonly backward?: boolean;
}

/** The part of the client that the pager uses. */
function clientOf(text: (path: string, query: Readonly<Record<string, unknown>>) => Promise<RawReply>): GrafanaClient {
  const json: GrafanaClient["json"] = async (path, query) => {
    const reply = await text(path, query);
    return { ...reply, body: reply.status < 400 ? JSON.parse(reply.text) : null };
  };
  return { json, quote: (said: string) => said } as unknown as GrafanaClient;
}

/** Loki by brute force, behind the part of the client that the pager uses. */
function lokiWith(lines: readonly Line[], { most = 5000, slow = () => false, backward = false }: Behaviour = {}) {
  const sorted = lines.toSorted((a, b) => (a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0));
  let requests = 0;
  const text = async (_: string, query: Readonly<Record<string, unknown>>): Promise<RawReply> => {
    if (slow(++requests)) throw timedOut({ what: "asking", seconds: 1 });
    const limit = Number(query["limit"]);
    const plain = { status: 400, contentType: "text/plain" };
    if (limit > most) {
      return {
        ...plain,
        text: `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${most})`,
      };
    }
    const [start, end] = [BigInt(String(query["start"])), BigInt(String(query["end"]))];
    if (end - start > 40n * 86_400_000_000_000n) return { ...plain, text: "the query time range exceeds the limit" };
    const inRange = sorted.filter(({ nanos }) => nanos >= start && nanos < end);
    const found = backward ? inRange.toReversed().slice(0, limit) : inRange.slice(0, limit);
    const streams = new Map<string, [string, string][]>();
    for (const { nanos, stream, line } of found) {
      streams.set(stream, [...(streams.get(stream) ?? []), [String(nanos), line]]);
    }
    const result = [...streams].map(([job, values]) => ({ stream: { job }, values }));
    return {
      status: 200,
      contentType: "application/json",
      text: JSON.stringify({ status: "success", data: { resultType: "streams", result } }),
    };
  };
  return { client: clientOf(text), requests: () => requests };
}

const DATA_SOURCE = { uid: "u", name: "Logs", type: "loki", settings: {} };
const keyOf = ({ nanos, stream, line }: Line): string => `${nanos} ${stream} ${line}`;
const asLine = ({ nanos, labels, line }: Entry): Line => ({ nanos, line, stream: labels["job"]! });

async function pulled(
  client: GrafanaClient,
  range: { readonly from: bigint; readonly to: bigint },
  limit: number,
  widest = 2_592_000_000_000_000n,
): Promise<{ lines: Line[]; gaps: { from: bigint; to: bigint; reason: string }[] }> {
  const pager = new LokiPager(client, DATA_SOURCE, "{}", limit, () => {});
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
          const { client } = lokiWith(lines, { most });
          const { lines: got, gaps } = await pulled(client, range, limit, widest);
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
        const { client } = lokiWith(lines, { slow: (request) => request % every === 0 });
        const range = { from: 0n, to: 100_000_000_000n };
        const { lines: got, gaps } = await pulled(client, range, 200);
        expect(got.map(keyOf).sort()).toEqual(lines.map(keyOf).sort());
        expect(gaps).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("takes a burst on one nanosecond whole where Loki gives so much at once, though it is more than a page", async () => {
    const burst = Array.from({ length: 300 }, (_, i) => ({ nanos: 7n, stream: "a", line: String(i) }));
    const { client, requests } = lokiWith([...burst, { nanos: 8n, stream: "a", line: "after" }]);
    const { lines, gaps } = await pulled(client, { from: 0n, to: 1000n }, 100);
    expect(lines).toHaveLength(301);
    expect(gaps).toEqual([]);
    expect(requests()).toBeLessThan(20);
  });

  it("spans no more time than Loki allows", async () => {
    const day = 86_400_000_000_000n;
    const lines = Array.from({ length: 90 }, (_, i) => ({ nanos: BigInt(i) * day, stream: "a", line: String(i) }));
    const { client } = lokiWith(lines);
    const { lines: got } = await pulled(client, { from: 0n, to: 90n * day }, 5000, 365n * day);
    expect(got).toHaveLength(90);
  });

  it("needs one request for a page, and one more for what is left", async () => {
    const lines = Array.from({ length: 1000 }, (_, i) => ({ nanos: BigInt(i), stream: "a", line: String(i) }));
    const { client, requests } = lokiWith(lines);
    await pulled(client, { from: 0n, to: 1000n }, 101);
    expect(requests()).toBe(10);
  });

  it("gives half a million lines, each once", async () => {
    const count = 520_000;
    // In order of time, 13 on each instant.
    const at = (i: number): bigint => BigInt(Math.floor(i / 13)) * 1_000_003n;
    const first = (instant: bigint): number => Number((instant + 1_000_002n) / 1_000_003n) * 13;
    const text = async (_: string, query: Readonly<Record<string, unknown>>): Promise<RawReply> => {
      const from = Math.min(first(BigInt(String(query["start"]))), count);
      const to = Math.min(first(BigInt(String(query["end"]))), count, from + Number(query["limit"]));
      const values = Array.from({ length: to - from }, (__, i) => [String(at(from + i)), String(from + i)]);
      const data = { resultType: "streams", result: [{ stream: { job: "a" }, values }] };
      return { status: 200, contentType: "", text: JSON.stringify({ status: "success", data }) };
    };
    const client = clientOf(text);
    const seen = new Uint8Array(count);
    const pager = new LokiPager(client, DATA_SOURCE, "{}", 5000, () => {});
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

  it("refuses answers whose newest lines come first: older ones would be missing", async () => {
    const lines = [1n, 2n, 3n].map((nanos) => ({ nanos, stream: "a", line: "" }));
    const { client } = lokiWith(lines, { backward: true });
    try {
      await pulled(client, { from: 0n, to: 10n }, 2);
      expect.unreachable();
    } catch (error) {
      expect(isWinnowError(error) && error.format()).toBe(
        "WN1544 Grafana: the answer cannot be used: a stream's lines are not in the order of time that was asked for " +
          "(while asking data source Logs)\n" +
          "  Run the same query in Grafana's Explore and look whether it gives rows or log lines there.",
      );
    }
  });
});

describe("an answer of Loki", () => {
  const asking = async (reply: Partial<RawReply>): Promise<string> => {
    const text = async (): Promise<RawReply> => ({ status: 200, contentType: "", text: "", ...reply });
    const client = clientOf(text);
    const pager = new LokiPager(client, DATA_SOURCE, "{}", 10, () => {});
    try {
      return JSON.stringify(await pager.ask({ from: 0n, to: 10n }));
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

import type { FakeLoki, LokiEntry } from "@winnow/testkit/fakes";
import { describe, expect, it } from "vitest";
import { isoOfNanos } from "../../src/frames/time.ts";
import { START, withGrafana, type Pulled, type SomeOptions } from "../support/grafana.ts";

const [MS, SECOND, HOUR] = [1_000_000n, 1_000_000_000n, 3_600_000_000_000n];
const NOW = BigInt(Math.floor(Date.now() / 1000)) * SECOND;

const line = (time: bigint, text: string, labels: LokiEntry["labels"] = { job: "a" }): LokiEntry => ({
  labels,
  time,
  line: text,
});

async function pulled(
  entries: readonly LokiEntry[],
  options: Partial<SomeOptions> = {},
  loki: Partial<FakeLoki> = {},
): Promise<Pulled> {
  let result: Pulled | undefined;
  await withGrafana({ dataSources: [{ type: "loki", uid: "l", name: "Logs", entries, ...loki }] }, async ({ pull }) => {
    result = await pull({ dataSource: "Logs", query: '{job="a"}', ...options });
  });
  return result!;
}

const transports = ["proxy", "query"] as const;

describe.each(transports)("through transport %s", (transport) => {
  it("ten lines of whole seconds arrive in pages of ten", async () => {
    const entries = Array.from({ length: 10 }, (_, i) => line(START + BigInt(i + 1) * SECOND, String(i)));
    const { rows, context } = await pulled(entries, { limit: 10, transport });
    expect([rows.length, context.gaps]).toEqual([10, []]);
  });

  it("2,000 streams of 20 lines at whole milliseconds arrive", async () => {
    const entries = Array.from({ length: 40_000 }, (_, i) =>
      line(START + BigInt(i % 20) * MS + SECOND, String(i), { job: "a", stream: String(Math.floor(i / 20)) }),
    );
    const { rows, context } = await pulled(entries, { transport });
    expect([new Set(rows.map((row) => row["line"])).size, rows.length, context.gaps]).toEqual([40_000, 40_000, []]);
  });

  it("lines at whole hours arrive, though Loki cuts its queries there", async () => {
    const entries = Array.from({ length: 60 }, (_, i) =>
      line(START + BigInt(i) * HOUR, String(i), { job: "a", host: "h" }),
    );
    const { rows, context } = await pulled(
      entries,
      { transport, until: isoOfNanos(START + 60n * HOUR) },
      { chunkLines: 7 },
    );
    expect(rows.map((row) => row["line"]).sort()).toEqual(entries.map((entry) => entry.line).sort());
    expect(rows.every((row) => row["labels.host"] === "h")).toBe(true);
    expect(context.gaps).toEqual([]);
  });

  it("lines of 3 KB arrive from a Loki whose answers end at 4 MiB and otherwise never come", async () => {
    const entries = Array.from({ length: 5000 }, (_, i) =>
      line(START + BigInt(i) * MS + 1n, `${i} ${"x".repeat(3000)}`),
    );
    const { rows, context } = await pulled(entries, { transport, timeoutSeconds: 4, retries: 0 });
    expect([rows.length, context.gaps]).toEqual([5000, []]);
  });

  it("a query of too many parts is asked for in smaller ones", async () => {
    const entries = Array.from({ length: 24 }, (_, i) => line(START + BigInt(i) * HOUR + 1n, String(i)));
    const limits = { maxOutstanding: 5 };
    const { rows, context } = await pulled(entries, { transport, retries: 0 }, { limits });
    expect([rows.length, context.gaps]).toEqual([24, []]);
  });

  it("a page of more lines than the server allows is asked for in smaller ones", async () => {
    const entries = Array.from({ length: 100 }, (_, i) => line(START + BigInt(i) * MS + 1n, String(i)));
    const limits = { maxEntries: 30 };
    const { rows, context } = await pulled(entries, { transport, limit: 7000 }, { limits });
    expect([rows.length, context.gaps]).toEqual([100, []]);
  });

  it("lines beyond max_query_lookback are a gap", async () => {
    const entries = Array.from({ length: 96 }, (_, i) => line(NOW - BigInt(i) * HOUR - 1800n * SECOND, String(i)));
    const limits = { maxQueryLookback: 48n * HOUR };
    const { rows, context } = await pulled(entries, { transport, since: "4d", until: undefined }, { limits });
    expect(rows).toHaveLength(48);
    expect(context.gaps).toEqual([
      {
        source: "Logs",
        from: expect.stringContaining("T"),
        to: expect.stringContaining("T"),
        reason: "Loki searches no further back than max_query_lookback (48h)",
      },
    ]);
  });

  it("lines that are not flushed yet are a gap", async () => {
    const flushed = Array.from({ length: 50 }, (_, i) => line(NOW - 20n * HOUR + BigInt(i) * SECOND + 1n, String(i)));
    const others = flushed.map((entry): LokiEntry => ({ ...entry, line: `new ${entry.line}`, isFlushed: false }));
    const { rows, context } = await pulled([...flushed, ...others], { transport, since: "24h", until: undefined });
    expect(rows).toHaveLength(50);
    expect(context.gaps.map(({ reason }) => reason)).toEqual([
      "Loki counts 100 lines, of which it gave 50: the others are not flushed to its store yet, or arrived meanwhile",
    ]);
  });

  it("lines that a stage of the query fails on are counted, and arrive", async () => {
    const entries = [line(START + 1n, "no JSON"), line(START + 2n, '{"a":1}')];
    const { rows, context } = await pulled(entries, { transport, query: '{job="a"} | json # a comment' });
    expect([rows.length, context.gaps, context.warnings]).toEqual([2, [], []]);
  });

  it("Loki's label for its own shards is no column", async () => {
    const entries = [line(START + 1n, "x", { job: "a", __stream_shard__: "3" })];
    const { rows } = await pulled(entries, { transport });
    expect(Object.keys(rows[0]!)).toEqual(["timestamp", "line", "labels.job"]);
  });
});

it("more lines at a whole hour than Loki counts by their text are a gap of one nanosecond", async () => {
  const hour = START + 5n * HOUR;
  const entries = Array.from({ length: 40 }, (_, i) => line(hour, String(i)));
  const { rows, context } = await pulled(entries, {}, { limits: { maxSeries: 10 } });
  expect(rows).toEqual([]);
  expect(context.gaps).toEqual([
    { source: "Logs", from: isoOfNanos(hour), to: isoOfNanos(hour + 1n), reason: "Loki counts 40 lines and gives 0" },
  ]);
});

it("a uid with a hyphen works with Grafana 9, which loses its way after it", async () => {
  const entries = [line(START + 1n, "x")];
  const dataSources = [{ type: "loki", uid: "my-logs", name: "Logs", entries }] as const;
  await withGrafana({ dataSources, version: "9.5.0" }, async ({ pull }) => {
    const { rows, context } = await pull({ dataSource: "Logs", query: '{job="a"}' });
    expect([rows.length, context.gaps]).toEqual([1, []]);
  });
});

import type { FakeDataSource, Fault, LokiEntry } from "@winnow/testkit/fakes";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOfNanos } from "../../src/frames/time.ts";
import { START, withGrafana, type Row } from "../support/grafana.ts";

const SECOND = 1_000_000_000n;

const loki = (entries: readonly LokiEntry[], rest: object = {}): FakeDataSource =>
  ({ uid: "logs", name: "Logs", type: "loki", entries, ...rest }) as FakeDataSource;

const line = (time: bigint, text: string, job = "auth"): LokiEntry => ({ labels: { job }, time, line: text });

const keys = (rows: readonly Row[]): string[] =>
  rows.map((row) => `${row["timestamp"]} ${row["labels.job"]} ${row["line"]}`).sort();
const wanted = (entries: readonly LokiEntry[]): string[] =>
  entries.map(({ time, labels, line: text }) => `${isoOfNanos(time)} ${labels["job"]} ${text}`).sort();

/** Lines with ties on one nanosecond, bursts of a page, and hours of nothing. */
function manyLines(count: number): LokiEntry[] {
  const tie = START + 3601n * SECOND + 1n;
  return [
    ...Array.from({ length: count }, (_, i) => line(START + BigInt(i % 997) * 86_000_003n, `spread ${i}`, `j${i % 3}`)),
    ...Array.from({ length: 90 }, (_, i) => line(tie, `tie ${i}`, `j${i % 5}`)),
    ...Array.from({ length: 400 }, (_, i) => line(tie + 7199n * SECOND - 1n + BigInt(i), `burst ${i}`)),
    line(START, "first"),
    line(START + 86_399_999_999_999n, "last"),
    line(START + 86_400n * SECOND, "too late"),
    line(START - 1n, "too early"),
  ];
}

describe("lines of Loki", () => {
  const entries = manyLines(1500);
  const inRange = entries.slice(0, -2);
  const query = '{job=~".+"}';

  it("arrive each once, to the nanosecond", async () => {
    await withGrafana({ dataSources: [loki(entries)] }, async ({ pull, grafana }) => {
      const { rows, context } = await pull({ dataSource: "Logs", query, limit: 100 });
      expect(keys(rows)).toEqual(wanted(inRange));
      expect([context.gaps, context.warnings]).toEqual([[], []]);
      const pages = grafana.requests.filter((request) => request.path.endsWith("query_range"));
      expect(pages.every((request) => request.query.get("direction") === "forward")).toBe(true);
    });
  });

  const faults: readonly [string, Fault][] = [
    [
      "throttled",
      { on: (r) => r.number % 5 === 0, times: 6, failure: { kind: "status", status: 429, retryAfter: "0" } },
    ],
    ["cut short", { on: (r) => r.number % 7 === 3, times: 4, failure: { kind: "cut" } }],
    ["dropped", { on: (r) => r.number % 7 === 3, times: 4, failure: { kind: "drop" } }],
    ["502", { on: (r) => r.number % 6 === 2, times: 3, failure: { kind: "status", status: 502 } }],
  ];

  it.each(faults)("arrive each once though answers are %s now and then", async (_, fault) => {
    await withGrafana({ dataSources: [loki(entries)], faults: [fault] }, async ({ pull }) => {
      const { rows, context } = await pull({ dataSource: "Logs", query, limit: 100, retries: 6 });
      expect(keys(rows)).toEqual(wanted(inRange));
      expect(context.gaps).toEqual([]);
    });
  });

  it("that end in the middle as if they were whole are an error", async () => {
    const isPage = ({ path }: { readonly path: string }): boolean => path.endsWith("query_range");
    const fault: Fault = { on: isPage, failure: { kind: "cut-cleanly" } };
    await withGrafana({ dataSources: [loki(entries)], faults: [fault] }, async ({ pull }) => {
      await expect(pull({ dataSource: "Logs", query, retries: 0 })).rejects.toMatchObject({ code: "WN1542" });
    });
  });

  it("that fill more than a page on one nanosecond are named as missing where Loki gives no more", async () => {
    const limits = { maxEntries: 50 };
    await withGrafana({ dataSources: [loki(entries, { limits })] }, async ({ pull }) => {
      const { rows, context } = await pull({ dataSource: "Logs", query });
      expect(context.gaps).toEqual([
        {
          source: "Logs",
          from: "2024-05-01T01:00:01.000000001Z",
          to: "2024-05-01T01:00:01.000000002Z",
          reason: "one nanosecond holds more lines than Loki gives at once (50)",
        },
      ]);
      expect(keys(rows)).toEqual(wanted(inRange.filter((entry) => !entry.line.startsWith("tie"))));
    });
  });

  it.each(["legacy", "dataplane"] as const)(
    "arrive through Grafana too, in its %s format, as exactly as milliseconds allow",
    async (frameFormat) => {
      await withGrafana({ dataSources: [loki(entries, { frameFormat })] }, async ({ pull }) => {
        const { rows, context } = await pull({ dataSource: "Logs", query, limit: 450, transport: "query" });
        expect(keys(rows)).toEqual(wanted(inRange));
        expect(context.gaps).toEqual([]);
      });
      const limits = { maxEntries: 200 };
      await withGrafana({ dataSources: [loki(entries, { frameFormat, limits })] }, async ({ pull }) => {
        const few = await pull({ dataSource: "Logs", query, transport: "query" });
        expect(few.context.gaps).toEqual([
          {
            source: "Logs",
            from: "2024-05-01T03:00:00.000000000Z",
            to: "2024-05-01T03:00:00.001000000Z",
            reason: "one millisecond holds more lines than Loki gives at once (200)",
          },
        ]);
        expect(keys(few.rows)).toEqual(wanted(inRange.filter((entry) => !entry.line.startsWith("burst"))));
      });
    },
  );

  it("that are not there are told of", async () => {
    await withGrafana({ dataSources: [loki([])] }, async ({ pull }) => {
      const { rows, context } = await pull({ dataSource: "Logs", query });
      expect(rows).toEqual([]);
      expect(context.warnings).toEqual([
        "Data source Logs gave no events for the query, from 2024-05-01T00:00:00.000000000Z up to 2024-05-02T00:00:00.000000000Z.",
      ]);
    });
  });

  it("are read into fields", async () => {
    const json = [line(START + 1n, '{"user":"mei","n":18446744073709551615}'), line(START + 2n, "no JSON")];
    await withGrafana({ dataSources: [loki(json)] }, async ({ pull }) => {
      const { rows, context } = await pull({ dataSource: "Logs", query: '{job="auth"}', parse: "json" });
      expect(rows).toEqual([
        {
          timestamp: "2024-05-01T00:00:00.000000001Z",
          line: '{"user":"mei","n":18446744073709551615}',
          "labels.job": "auth",
          user: "mei",
          n: "18446744073709551615",
        },
        { timestamp: "2024-05-01T00:00:00.000000002Z", line: "no JSON", "labels.job": "auth" },
      ]);
      expect(context.warnings).toEqual([
        "1 of 2 lines could not be read as JSON objects: only their text and labels are known.",
      ]);
    });
  });

  it("bear labels, structured metadata and what LogQL parsed in columns that do not mix", async () => {
    const entry: LokiEntry = { ...line(START + 1n, '{"job":"x","a":1}'), metadata: { job: "m", trace: "t" } };
    await withGrafana({ dataSources: [loki([entry])] }, async ({ pull }) => {
      const { rows } = await pull({ dataSource: "Logs", query: '{job="auth"} | json' });
      expect(rows).toEqual([
        {
          timestamp: "2024-05-01T00:00:00.000000001Z",
          line: '{"job":"x","a":1}',
          "labels.job": "auth",
          "metadata.job": "m",
          "metadata.trace": "t",
          job: "x",
          a: "1",
        },
      ]);
    });
  });
});

describe("documents of Elasticsearch", () => {
  it("arrive each once, whatever the limit, or their millisecond is named", async () => {
    const documents = Array.from({ length: 700 }, (_, i) => ({
      "@timestamp": new Date(Number(START / 1_000_000n) + (i % 3 === 0 ? 5000 : i * 1000)).toISOString(),
      n: i,
      ok: i % 2 === 0,
    }));
    const dataSource: FakeDataSource = { uid: "es", name: "Elastic", type: "elasticsearch", documents };
    await withGrafana({ dataSources: [dataSource] }, async ({ pull }) => {
      const { rows, context } = await pull({ dataSource: "es", query: "*", limit: 300 });
      expect(rows.map((row) => Number(row["n"])).sort((a, b) => a - b)).toEqual(documents.map(({ n }) => n));
      expect(rows[0]).toMatchObject({ "@timestamp": "2024-05-01T00:00:01.000000000Z", n: "1", ok: "false" });
      expect(context.gaps).toEqual([]);
    });
  });

  const burst = Array.from({ length: 250 }, (_, n) => ({ "@timestamp": "2024-05-01T00:00:05.000Z", n }));

  it("that share a millisecond are paged through, as far as all of them can be had that way", async () => {
    const dataSource: FakeDataSource = { uid: "es", name: "Elastic", type: "elasticsearch", documents: burst };
    await withGrafana({ dataSources: [dataSource] }, async ({ pull }) => {
      const { rows, context } = await pull({ dataSource: "es", limit: 100 });
      expect(rows.map((row) => Number(row["n"])).sort((a, b) => a - b)).toEqual(burst.map(({ n }) => n));
      expect(context.gaps).toEqual([]);
    });
    // Documents of two shards sort alike: at the end of a page one of them is passed over.
    await withGrafana({ dataSources: [{ ...dataSource, shards: 4 }] }, async ({ pull }) => {
      const { rows, context } = await pull({ dataSource: "es", limit: 99 });
      expect(rows).toEqual([]);
      expect(context.gaps).toEqual([
        {
          source: "Elastic",
          from: "2024-05-01T00:00:05.000000000Z",
          to: "2024-05-01T00:00:05.001000000Z",
          reason: expect.stringMatching(/^a millisecond holds 250 documents, of which 24\d could be had$/),
        },
      ]);
    });
  });
});

describe("rows of tables", () => {
  const types = [
    ["grafana-clickhouse-datasource", 1n],
    ["grafana-azure-monitor-datasource", 100n],
    ["grafana-postgresql-datasource", 1000n],
    ["mssql", 100n],
    ["mysql", 1000n],
  ] as const;

  it.each(types)("of %s arrive each once, whatever the limit, or their instant is named", async (type, tick) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.bigInt(0n, 40n), fc.constantFrom(0n, 1n, 86_399_999_999_999n)), { maxLength: 60 }),
        fc.integer({ min: 3, max: 30 }),
        async (times, limit) => {
          const instants = times.map(([ticks, far]) => START + ((far / tick) * tick + ticks * tick));
          const rows = instants.map((instant, i) => [instant, BigInt(i) + 9_007_199_254_740_993n]);
          const columns = [
            { name: "TimeGenerated", frame: "time.Time" },
            { name: "id", frame: "string" },
          ];
          const table = rows.map(([instant, id]) => [instant, String(id)]);
          const dataSource: FakeDataSource = { uid: "t", name: "Table", type, columns, rows: table, rowLimit: 25 };
          await withGrafana({ dataSources: [dataSource] }, async ({ pull }) => {
            const some = { dataSource: "t", query: "events", timeColumn: "TimeGenerated", resources: ["w"], limit };
            const { rows: got, context } = await pull(some);
            const gaps = context.gaps.map(({ from, to }) => [from!, to!] as const);
            const until = START + 86_400n * SECOND;
            const isThere = (instant: bigint): boolean => {
              const iso = isoOfNanos(instant);
              return instant < until && !gaps.some(([from, to]) => iso >= from && iso < to);
            };
            const expected = instants.flatMap((instant, i) => (isThere(instant) ? [String(rows[i]![1])] : []));
            expect(got.map((row) => row["id"]!).sort()).toEqual(expected.sort());
            for (const { reason } of context.gaps) {
              expect(reason).toMatch(/^an answer holds \d+ rows, which is the limit$|^Results have been limited to 25/);
            }
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  it("that the data source says to be partly missing are asked for in smaller parts", async () => {
    const columns = [
      { name: "t", frame: "time.Time" },
      { name: "id", frame: "string" },
    ];
    const rows = Array.from({ length: 100 }, (_, i) => [START + BigInt(i) * 60n * SECOND, String(i)]);
    const dataSource: FakeDataSource = { uid: "t", name: "Table", type: "mysql", columns, rows, rowLimit: 30 };
    await withGrafana({ dataSources: [dataSource] }, async ({ pull }) => {
      const { rows: got, context } = await pull({ dataSource: "t", query: "SELECT * FROM e", timeColumn: "t" });
      expect(got.map((row) => Number(row["id"])).sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
      expect(context.gaps).toEqual([]);
    });
  });
});

describe("answers of other data sources, asked by a model", () => {
  const frame = (times: readonly (number | null)[], meta: object = {}): unknown => ({
    schema: {
      meta,
      fields: [
        { name: "time", type: "time", typeInfo: { frame: "time.Time" } },
        { name: "id", type: "number", typeInfo: { frame: "int64" } },
      ],
    },
    data: { values: [times, times.map((_, i) => i)] },
  });
  const ms = Number(START / 1_000_000n);
  const frames = (...all: readonly unknown[]): FakeDataSource => ({
    uid: "f",
    name: "Other",
    type: "other",
    frames: all,
  });

  it("are cut to the range that was asked for", async () => {
    const times = [ms - 1, ms, ms + 86_399_999, ms + 86_400_000];
    await withGrafana({ dataSources: [frames(frame(times), frame([ms + 5]))] }, async ({ pull }) => {
      const { rows } = await pull({ dataSource: "Other", model: { expr: "up" } });
      expect(rows.map((row) => row["id"])).toEqual(["1", "2", "0"]);
    });
  });

  it("that are larger than the limit are split by their time", async () => {
    const times = Array.from({ length: 50 }, (_, i) => ms + i * 1000);
    await withGrafana({ dataSources: [frames(frame(times))] }, async ({ pull }) => {
      // This data source gives all rows, whatever the bounds: no slice is ever small enough.
      const { rows, context } = await pull({
        dataSource: "Other",
        model: {},
        limit: 20,
        since: "2024-05-01",
        until: "2024-05-01T00:00:00.004Z",
      });
      expect(rows).toEqual([]);
      expect(context.gaps).toHaveLength(1);
    });
  });

  it("without any time are taken as they are, unless they are not whole", async () => {
    const bare = (rows: number): unknown => ({
      schema: { fields: [{ name: "id", type: "number", typeInfo: { frame: "int64" } }] },
      data: { values: [Array.from({ length: rows }, (_, i) => i)] },
    });
    await withGrafana({ dataSources: [frames(bare(3))] }, async ({ pull }) => {
      expect((await pull({ dataSource: "Other", model: {} })).rows).toEqual([{ id: "0" }, { id: "1" }, { id: "2" }]);
      await expect(pull({ dataSource: "Other", model: {}, limit: 3 })).rejects.toMatchObject({
        code: "WN1548",
        message:
          "Grafana: data source Other gave a part of the rows only (an answer holds 3 rows, which is the limit), and they " +
          "bear no time to split them by",
      });
    });
  });

  it("that bear no time in some rows are told of as missing", async () => {
    await withGrafana({ dataSources: [frames(frame([ms, null]))] }, async ({ pull }) => {
      const { rows, context } = await pull({ dataSource: "Other", model: {} });
      expect(rows).toHaveLength(1);
      expect(context.gaps).toEqual([
        { source: "Other", reason: "1 row bears no time, so that nobody can say whether they belong to the range" },
      ]);
    });
  });

  it("are passed on with what Grafana says beside them", async () => {
    const notices = [
      { severity: "info", text: "from the cache" },
      { severity: "warning", text: "shard 3 was slow" },
    ];
    await withGrafana({ dataSources: [frames(frame([ms], { notices }))] }, async ({ pull }) => {
      const { context } = await pull({ dataSource: "Other", model: {} });
      expect(context.warnings).toEqual([
        "Data source Other says: from the cache.",
        "Data source Other says: shard 3 was slow. The answer may be partial.",
      ]);
    });
  });
});

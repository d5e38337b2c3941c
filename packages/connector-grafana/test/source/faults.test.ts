import { isWinnowError } from "@winnow/core";
import type { FakeDataSource, Failure, Fault, LokiEntry } from "@winnow/testkit/fakes";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOfNanos } from "../../src/frames/time.ts";
import { resolveRange } from "../../src/query/range.ts";
import { openService } from "../../src/service/client.ts";
import { findDataSource } from "../../src/service/data-sources.ts";
import { pull } from "../../src/source/pull.ts";
import { rowsOf, START, type SomeOptions, withGrafana } from "../support/grafana.ts";
import { QUICK, testContext } from "../support/service.ts";

const failures: readonly Failure[] = [
  { kind: "status", status: 429, retryAfter: "0" },
  { kind: "status", status: 500 },
  { kind: "status", status: 502 },
  { kind: "status", status: 503, retryAfter: "0" },
  { kind: "status", status: 504, body: "<html>gateway timeout</html>" },
  { kind: "status", status: 404 },
  { kind: "status", status: 400, body: "{}" },
  { kind: "status", status: 200, body: '{"results":{"A":{"status":500,"error":"context deadline exceeded"}}}' },
  { kind: "status", status: 207, body: '{"results":{"A":{"status":400,"error":"parse error"}}}' },
  { kind: "login-page" },
  { kind: "cut" },
  { kind: "cut-cleanly" },
  { kind: "drop" },
  { kind: "hang" },
];

/** Faults that befall some of the requests, some of them again and again. */
const someFaults: fc.Arbitrary<readonly Fault[]> = fc.array(
  fc.record({
    on: fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 1, maxLength: 4 }),
    failure: fc.constantFrom(...failures),
  }),
  { maxLength: 3 },
);

/** Seconds after the start, with a nanosecond or two: many events share an instant. */
const someTimes = fc.array(fc.tuple(fc.integer({ min: 0, max: 86_399 }), fc.bigInt(0n, 2n)), { maxLength: 60 });

const instantOf = ([second, nanos]: readonly [number, bigint]): bigint =>
  START + BigInt(second - (second % 7200)) * 1_000_000_000n + nanos;

const lokiOf = (instants: readonly bigint[]): FakeDataSource => ({
  uid: "d",
  name: "Data",
  type: "loki",
  entries: instants.map((time, i): LokiEntry => ({ labels: { job: "a" }, time, line: String(i) })),
});

const documentsOf = (instants: readonly bigint[]): FakeDataSource => ({
  uid: "d",
  name: "Data",
  type: "elasticsearch",
  documents: instants.map((time, i) => ({ "@timestamp": isoOfNanos(time).slice(0, 23) + "Z", line: String(i) })),
});

const tableOf = (instants: readonly bigint[]): FakeDataSource => ({
  uid: "d",
  name: "Data",
  type: "grafana-clickhouse-datasource",
  columns: [
    { name: "time", frame: "time.Time" },
    { name: "line", frame: "string" },
  ],
  rows: instants.map((time, i) => [time, String(i)]),
});

const kinds: readonly [
  string,
  (instants: readonly bigint[]) => FakeDataSource,
  Omit<SomeOptions, "dataSource">,
  bigint,
][] = [
  ["lines of Loki", lokiOf, { query: '{job="a"}', limit: 7 }, 1n],
  ["lines of Loki through Grafana", lokiOf, { query: '{job="a"}', limit: 7, transport: "query" }, 1_000_000n],
  ["documents", documentsOf, { query: "*", limit: 7 }, 1_000_000n],
  ["rows", tableOf, { query: "SELECT * FROM events", timeColumn: "time", limit: 7 }, 1n],
];

describe("whatever goes wrong on the way", () => {
  it.each(kinds)(
    "%s arrive each once, or are named as missing, or the pull fails",
    async (_, sourceOf, question, tick) => {
      let wholes = 0;
      await fc.assert(
        fc.asyncProperty(someTimes, someFaults, async (times, faults) => {
          const instants = times.map((time) => (instantOf(time) / tick) * tick);
          await withGrafana({ dataSources: [sourceOf(instants)], faults }, async ({ options }) => {
            const all = options({ dataSource: "Data", timeoutSeconds: 0.3, ...question });
            const context = testContext();
            const client = await openService(all, { ...context, profileDirectory: "/" }, QUICK);
            try {
              const range = resolveRange(all, Date.now(), () => {});
              const batches = [];
              for await (const batch of pull(client, await findDataSource(client, "Data"), all, range, context))
                batches.push(batch);
              const isMissing = (instant: bigint): boolean =>
                context.gaps.some(({ from, to }) => isoOfNanos(instant) >= from! && isoOfNanos(instant) < to!);
              const lines = batches.flatMap((batch) => rowsOf([batch]).map((row) => row["line"]));
              expect(new Set(lines).size).toBe(lines.length);
              const absent = instants.filter((__, i) => !lines.includes(String(i)));
              expect(absent.filter((instant) => !isMissing(instant))).toEqual([]);
              wholes++;
            } catch (error) {
              if (!isWinnowError(error)) throw error;
              expect(error.code).toMatch(/^WN15[34]\d$/);
            } finally {
              await client.close();
            }
          });
        }),
        { numRuns: 12 },
      );
      expect(wholes).toBeGreaterThan(0);
    },
  );
});

import { isWinnowError } from "@winnow/core";
import type { FakeDataSource, Failure, Fault, LokiEntry, LokiLimits } from "@winnow/testkit/fakes";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOfNanos } from "../../src/frames/time.ts";
import { resolveRange } from "../../src/query/range.ts";
import { openService } from "../../src/service/client.ts";
import { findDataSource } from "../../src/service/data-sources.ts";
import { pull } from "../../src/source/pull.ts";
import { rowsOf, START, type SomeOptions, withGrafana } from "../support/grafana.ts";
import { QUICK, testContext } from "../support/service.ts";

/** 30 in the usual run; WINNOW_LOKI_PULLS=300 for the long one. */
const PULLS = Number(process.env["WINNOW_LOKI_PULLS"] ?? "30");

const failures: readonly Failure[] = [
  { kind: "status", status: 429, body: "too many outstanding requests", retryAfter: "0" },
  {
    kind: "status",
    status: 500,
    body: "rpc error: code = ResourceExhausted desc = grpc: received message larger than max",
  },
  { kind: "status", status: 502 },
  { kind: "status", status: 503, retryAfter: "0" },
  { kind: "status", status: 504, body: "<html>gateway timeout</html>" },
  { kind: "cut" },
  { kind: "cut-cleanly" },
  { kind: "drop" },
  { kind: "hang" },
];

const someFaults: fc.Arbitrary<readonly Fault[]> = fc.array(
  fc.record({
    on: fc.array(fc.integer({ min: 2, max: 40 }), { minLength: 1, maxLength: 3 }),
    failure: fc.constantFrom(...failures),
  }),
  { maxLength: 2 },
);

const [MS, SECOND, HOUR] = [1_000_000n, 1_000_000_000n, 3_600_000_000_000n];

/** Whole hours, seconds and milliseconds, and what is finer; few of them, so that lines share instants. */
const someTime = fc.oneof(
  fc.bigInt(0n, 23n).map((hour) => hour * HOUR),
  fc.bigInt(0n, 40n).map((second) => second * SECOND),
  fc.bigInt(0n, 40n).map((ms) => 5n * HOUR + ms * MS),
  fc.bigInt(0n, 20n).map((ns) => 5n * HOUR + ns),
  fc.bigInt(0n, 86_399_999_999_999n),
);

const someLine = fc.record({ time: someTime, job: fc.constantFrom("a", "b", "c") });

const someLimits: fc.Arbitrary<Partial<LokiLimits>> = fc.record(
  {
    maxEntries: fc.constantFrom(10, 30, 5000),
    splitInterval: fc.constantFrom(0n, HOUR / 4n, HOUR),
    answerBytes: fc.constantFrom(600, 4_000_000),
    oversized: fc.constant("refuse" as const),
    maxOutstanding: fc.constantFrom(8, 2048),
    maxSeries: fc.constantFrom(3, 500),
  },
  { requiredKeys: [] },
);

const some = fc.record({
  lines: fc.array(someLine, { maxLength: 120 }),
  limits: someLimits,
  chunkLines: fc.constantFrom(1, 3, 20, Infinity),
  faults: someFaults,
  limit: fc.constantFrom(7, 40, 5000),
  transport: fc.constantFrom("proxy" as const, "query" as const),
});

describe("a Loki that drops what ends a chunk, and fails", () => {
  it(
    "gives every line once or names where lines are missing",
    async () => {
      let wholes = 0;
      await fc.assert(
        fc.asyncProperty(some, async ({ lines, limits, chunkLines, faults, limit, transport }) => {
          const entries = lines.map(({ time, job }, i): LokiEntry => ({
            labels: { job },
            time: START + time,
            line: `${i} ${"x".repeat(40)}`,
          }));
          const source: FakeDataSource = { uid: "d", name: "Data", type: "loki", entries, limits, chunkLines };
          wholes += await pulledWhole(entries, source, faults, { query: '{job=~".+"}', limit, transport });
        }),
        { numRuns: PULLS },
      );
      expect(wholes).toBeGreaterThan(PULLS / 3);
    },
    PULLS * 4000,
  );
});

/** 1 for a pull that ended; what it gave and named is checked. */
async function pulledWhole(
  entries: readonly LokiEntry[],
  source: FakeDataSource,
  faults: readonly Fault[],
  question: Omit<SomeOptions, "dataSource">,
): Promise<number> {
  let ended = 0;
  await withGrafana({ dataSources: [source], faults }, async ({ options }) => {
    const all = options({ dataSource: "Data", timeoutSeconds: 0.5, ...question });
    const context = testContext();
    const client = await openService(all, context, QUICK);
    try {
      const range = resolveRange(all, Date.now(), () => {});
      const given = new Map<string, number>();
      for await (const batch of pull(client, await findDataSource(client, "Data"), all, range, context)) {
        for (const { line } of rowsOf([batch])) given.set(line!, (given.get(line!) ?? 0) + 1);
      }
      const isNamed = ({ time }: LokiEntry): boolean =>
        context.gaps.some(({ from, to }) => isoOfNanos(time) >= from! && isoOfNanos(time) < to!);
      for (const entry of entries) {
        const times = given.get(entry.line) ?? 0;
        expect(times === 1 || (times === 0 && isNamed(entry)), `${isoOfNanos(entry.time)}: ${times} times`).toBe(true);
      }
      expect([...given.keys()].every((line) => entries.some((entry) => entry.line === line))).toBe(true);
      ended = 1;
    } catch (error) {
      if (!isWinnowError(error)) throw error;
      expect(error.code).toMatch(/^WN15[34]\d$/);
    } finally {
      await client.close();
    }
  });
  return ended;
}

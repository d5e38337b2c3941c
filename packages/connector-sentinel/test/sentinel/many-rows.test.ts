import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFakeSentinel, type SentinelFault } from "@winnow/testkit/fakes";
import { describe, expect, it } from "vitest";
import { connected, optionsFor, watched } from "./context.ts";

const ROWS = 620_000;
/** What one answer may have here: the way to the burst's tick leads over some twenty answers. */
const MOST = 20_000;
/** So many of them on one tick: more than one answer may have. */
const BURST = 22_000;
const START = 17_040_672_000_000_000n;

/** One row per number; the burst in the middle of ten minutes, the others before and after it, ten to a tick. */
const SQL = `select case when i < ${BURST} then ${START} + 3000000000 else ${START} + (i - ${BURST}) // 10 * 100000 end, i
  from range(${ROWS}) as r(i)`;

const FAULTS: readonly SentinelFault[] = [
  { on: 2, failure: { kind: "status", status: 429, retryAfter: "0" } },
  { on: 3, failure: { kind: "status", status: 503 } },
  { on: 4, failure: { kind: "partial" } },
  { on: 5, failure: { kind: "drop" } },
  { on: 6, failure: { kind: "cut" } },
  { on: 7, failure: { kind: "status", status: 504 } },
];

describe("more rows than one answer may have", () => {
  it("arrive each once, even those of one tick, whatever goes wrong on the way", async () => {
    const columns = [
      { name: "TimeGenerated", type: "datetime" },
      { name: "N", type: "long" },
    ] as const;
    const fake = await startFakeSentinel({
      tables: { Events: { columns, sql: SQL } },
      faults: FAULTS,
      limits: { rows: MOST },
    });
    const directory = await mkdtemp(join(tmpdir(), "winnow-sentinel-"));
    try {
      await writeFile(join(directory, "ca.pem"), fake.ca);
      const { context, gaps } = watched(directory);
      const times = { since: "2024-01-01T00:00Z", until: "2024-01-01T00:10Z" };
      const stream = await connected(optionsFor(fake, { table: "Events", limits: { rows: MOST }, ...times }), context);
      const seen = new Uint8Array(ROWS);
      for await (const batch of stream.batches()) {
        for (const text of batch.values[batch.columns.indexOf("N")]!) seen[Number(text)]!++;
      }
      expect(gaps).toEqual([]);
      expect(seen.findIndex((count) => count !== 1)).toBe(-1);
      expect(fake.requests.filter(({ failure }) => failure !== undefined)).toHaveLength(FAULTS.length);
    } finally {
      await fake.close();
      await rm(directory, { recursive: true });
    }
  });
});

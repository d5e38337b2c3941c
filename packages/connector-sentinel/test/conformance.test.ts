import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConnectorPlugin } from "@winnow/core";
import { connectorChecks, type ConnectorSettings, type EventRow } from "@winnow/testkit";
import { type FakeSentinelOptions, startFakeSentinel } from "@winnow/testkit/fakes";
import { afterAll, describe, expect, it } from "vitest";
import { sentinelConnector } from "../src/index.ts";
import { tickText } from "../src/kql/quote.ts";

const folder = mkdtempSync(join(tmpdir(), "winnow-conformance-"));
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true, force: true });
});

const COLUMNS = [
  { name: "TimeGenerated", type: "datetime" },
  { name: "Computer", type: "string" },
  { name: "Text", type: "string" },
  { name: "Big", type: "long" },
  { name: "Bag", type: "dynamic" },
] as const;

const START = 17_040_672_000_000_000n;
const NASTY = ['a "quoted" one', "comma, tab\tand\nline", "x", "<b>😀\u202e</b>", "=1+1", "'; drop table x; --"];

const ROWS = Array.from({ length: 48 }, (_, i) => ({
  TimeGenerated: START + BigInt(i % 20) * 10_000_001n,
  Computer: `host-${i % 3}`,
  Text: NASTY[i % NASTY.length]!,
  Big: 9_007_199_254_740_993n + BigInt(i % 4),
  Bag: { a: i % 2 },
}));

const EVENTS: readonly EventRow[] = ROWS.map(({ TimeGenerated, Computer, Text, Big, Bag }) => ({
  TimeGenerated: tickText(TimeGenerated),
  Computer,
  Text,
  Big: String(Big),
  Bag: JSON.stringify(Bag),
}));

async function reach(
  fake: Partial<FakeSentinelOptions>,
  some: object = {},
): Promise<Readonly<Record<string, unknown>>> {
  // Every check opens the source anew, all within the same seconds.
  const limits = { requests: 10_000, ...fake.limits };
  const sentinel = await startFakeSentinel({ tables: { Events: { columns: COLUMNS, rows: ROWS } }, ...fake, limits });
  closing.push(() => sentinel.close());
  const ca = `ca-${closing.length}.pem`;
  writeFileSync(join(folder, ca), sentinel.ca);
  return {
    workspace: sentinel.workspace,
    endpoint: sentinel.endpoint,
    ca,
    auth: { kind: "token", token: sentinel.token },
    table: "Events",
    since: "2024-01-01",
    until: "2024-01-02",
    timeouts: { retry: 0 },
    ...some,
  };
}

const SECOND = "2024-01-01T00:00:10";
const inSecond = ({ query = "" }: { query?: string }): boolean => query.includes(`datetime(${SECOND}`);
const slices = { since: `${SECOND}Z`, until: "2024-01-01T00:00:19Z", slice: "1s" };

async function settingsFor(mode: "pull" | "reduce"): Promise<ConnectorSettings> {
  const some = { mode };
  const nothing = { tables: { Events: { columns: COLUMNS, rows: [] } } };
  return {
    gives: mode === "pull" ? "stream" : "engine",
    directory: folder,
    secrets: ["fake-sentinel-token"],
    options: await reach({ limits: { rows: 40 } }, { ...some, limits: { rows: 36 } }),
    events: EVENTS,
    time: { column: "TimeGenerated", format: "iso" },
    empty: await reach(nothing, some),
    broken: [
      await reach({ faults: [{ on: () => true, failure: { kind: "html" } }] }, some),
      await reach({}, { ...some, auth: { kind: "token", token: "not-the-fake-sentinel-token" } }),
      ...(mode === "pull"
        ? [await reach({ faults: [{ on: ({ number }) => number > 2, failure: { kind: "cut" } }] }, some)]
        : []),
    ],
    slow: await reach({ faults: [{ on: () => true, failure: { kind: "slow", ms: 2000 } }] }, some),
    ...(mode === "pull"
      ? {
          partial: {
            options: await reach(
              { faults: [{ on: inSecond, failure: { kind: "status", status: 503 } }] },
              { ...some, ...slices },
            ),
            events: EVENTS.filter(
              ({ TimeGenerated }) => TimeGenerated! >= "2024-01-01T00:00:11" && TimeGenerated! < "2024-01-01T00:00:19",
            ),
          },
        }
      : {}),
  };
}

const kinds = [
  ["pulled", await settingsFor("pull")],
  ["reduced", await settingsFor("reduce")],
] as const;

describe.each(kinds)("the sentinel connector, %s", (_, settings) => {
  it.each(connectorChecks(sentinelConnector as ConnectorPlugin, settings))("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

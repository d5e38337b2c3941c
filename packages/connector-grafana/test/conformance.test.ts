import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConnectorPlugin } from "@winnow/core";
import { connectorChecks, type ConnectorSettings, type EventRow } from "@winnow/testkit";
import { type FakeDataSource, type FakeGrafanaOptions, type LokiEntry, startFakeGrafana } from "@winnow/testkit/fakes";
import { afterAll, describe, expect, it } from "vitest";
import { isoOfNanos } from "../src/frames/time.ts";
import { grafanaConnector } from "../src/index.ts";
import { RANGE, START } from "./support/grafana.ts";

const folder = mkdtempSync(join(tmpdir(), "winnow-conformance-"));
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true, force: true });
});

const TOKEN = "glsa_conformance_0123456789";
const SOURCES = { dataSource: "Logs", query: '{job="a"}' };

async function reach(fake: FakeGrafanaOptions, some: object = {}): Promise<Readonly<Record<string, unknown>>> {
  const grafana = await startFakeGrafana({ tokens: [{ token: TOKEN, role: "Admin" }], ...fake });
  closing.push(() => grafana.close());
  const caFile = `ca-${closing.length}.pem`;
  writeFileSync(join(folder, caFile), grafana.ca);
  return { url: grafana.url, token: TOKEN, caFile, retries: 1, ...RANGE, ...SOURCES, ...some };
}

const NASTY = ['a "quoted" one', "comma, tab\tand\nline", "", "<b>😀\u202e</b>", "=1+1", "'; drop table x; --"];

/** Lines in ties and bursts. */
const ENTRIES: readonly LokiEntry[] = Array.from({ length: 90 }, (_, i) => ({
  labels: { job: "a", host: `h${i % 2}` },
  time: START + BigInt(i % 20) * 1_000_000_001n,
  line: `${NASTY[i % NASTY.length]} ${i}`,
}));
const LINES: readonly EventRow[] = ENTRIES.map(({ labels, time, line }) => ({
  timestamp: isoOfNanos(time),
  line,
  "labels.job": labels["job"]!,
  "labels.host": labels["host"]!,
}));
const BURST: readonly LokiEntry[] = Array.from({ length: 9 }, (_, i) => ({
  labels: { job: "a" },
  time: START + 7n,
  line: `burst ${i}`,
}));

const loki = (entries: readonly LokiEntry[], rest: object = {}): FakeDataSource =>
  ({ uid: "logs", name: "Logs", type: "loki", entries, ...rest }) as FakeDataSource;

const whole = { gives: "stream", directory: folder, secrets: [TOKEN] } as const;

const ROWS = Array.from(
  { length: 60 },
  (_, i) => [START + BigInt(i % 7) * 1000n, NASTY[i % NASTY.length]!, BigInt(i)] as const,
);

const table: ConnectorSettings = {
  ...whole,
  options: await reach(
    {
      dataSources: [
        {
          uid: "t",
          name: "Logs",
          type: "grafana-postgresql-datasource",
          columns: [
            { name: "time", frame: "time.Time" },
            { name: "text", frame: "string" },
            { name: "id", frame: "string" },
          ],
          rows: ROWS.map(([time, text, id]) => [time, text, String(id)]),
        },
      ],
    },
    { query: "SELECT * FROM events", timeColumn: "time", limit: 12 },
  ),
  events: ROWS.map(([time, text, id]) => ({ time: isoOfNanos(time), text, id: String(id) })),
};

const kinds: readonly (readonly [name: string, settings: ConnectorSettings])[] = [
  [
    "Loki",
    {
      ...whole,
      options: await reach({ dataSources: [loki(ENTRIES)] }, { limit: 20 }),
      events: LINES,
      empty: await reach({ dataSources: [loki([])] }),
      broken: [
        await reach({ dataSources: [loki(ENTRIES)], faults: [{ on: () => true, failure: { kind: "login-page" } }] }),
        await reach(
          { dataSources: [loki(ENTRIES)], faults: [{ on: (r) => r.number > 2, failure: { kind: "cut" } }] },
          { limit: 20, retries: 0 },
        ),
        await reach({ dataSources: [loki(ENTRIES)] }, { token: "wrong" }),
      ],
      partial: {
        options: await reach({ dataSources: [loki([...ENTRIES, ...BURST], { limits: { maxEntries: 8 } })] }),
        events: LINES,
      },
      slow: await reach({
        dataSources: [loki(ENTRIES)],
        faults: [{ on: () => true, failure: { kind: "slow", ms: 2000 } }],
      }),
    },
  ],
  [
    "Loki through Grafana",
    {
      ...whole,
      options: await reach(
        { dataSources: [loki(ENTRIES, { frameFormat: "dataplane" })] },
        { transport: "query", limit: 20 },
      ),
      events: LINES,
    },
  ],
  ["SQL", table],
];

describe.each(kinds)("the grafana connector, on %s", (_, settings) => {
  it.each(connectorChecks(grafanaConnector as ConnectorPlugin, settings))("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

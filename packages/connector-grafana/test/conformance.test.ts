import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConnectorPlugin } from "@winnow/core";
import { connectorChecks, type ConnectorSettings, type EventRow } from "@winnow/testkit";
import {
  type Failure,
  type FakeDataSource,
  type FakeGrafana,
  type FakeGrafanaOptions,
  type LokiEntry,
  startFakeGrafana,
} from "@winnow/testkit/fakes";
import { afterAll, describe, expect, it } from "vitest";
import { grafanaConnector } from "../src/index.ts";

const TOKEN = "glsa_conformance_0123456789";
const START = 1_777_593_600_000_000_000n;
const SECOND = 1_000_000_000n;
const isoOf = (ns: bigint): string =>
  `${new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19)}.${String(ns % SECOND).padStart(9, "0")}Z`;

const folder = mkdtempSync(join(tmpdir(), "winnow-conformance-"));
const running: FakeGrafana[] = [];
afterAll(async () => {
  await Promise.all(running.map((grafana) => grafana.close()));
  rmSync(folder, { recursive: true, force: true });
});

type Options = Readonly<Record<string, unknown>>;

/** Options that reach a fake Grafana of its own. */
async function reaching(fake: FakeGrafanaOptions, options: Options): Promise<Options> {
  const grafana = await startFakeGrafana({ tokens: [{ token: TOKEN, role: "Admin" }], ...fake });
  running.push(grafana);
  const caFile = `ca-${running.length}.pem`;
  writeFileSync(join(folder, caFile), grafana.ca);
  const range = { since: isoOf(START), until: isoOf(START + 3600n * SECOND) };
  return { url: grafana.url, token: TOKEN, caFile, retries: 0, ...range, ...options };
}

/** Ties on one nanosecond, bursts longer than a page, text that is no friend. */
const LINES: readonly LokiEntry[] = Array.from({ length: 130 }, (_, i) => ({
  labels: { job: "auth", host: `host-${i % 3}` },
  time: START + (i < 40 ? 5n : BigInt(i) * 17_000_000_001n),
  line: ['user=alice "quoted"', "<b>\u{1f600}\u202e</b>", " ${__user} ", "=1+1"][i % 4]! + ` ${i}`,
}));

const LINE_EVENTS: readonly EventRow[] = LINES.map(({ labels, time, line }) => ({
  timestamp: isoOf(time),
  line,
  "labels.job": labels["job"]!,
  "labels.host": labels["host"]!,
}));

const DOCUMENTS = Array.from({ length: 60 }, (_, i) => ({
  "@timestamp": new Date(Number(START / 1_000_000n) + i * 1000).toISOString(),
  user: i % 5 === 0 ? null : `user-${i % 7}`,
  n: i,
}));

const ROWS = Array.from({ length: 60 }, (_, i) => [
  START + BigInt(i >> 2) * SECOND * 40n + 100n,
  2n ** 60n + BigInt(i),
  i % 5 === 0 ? null : `user ${i % 4}`,
]);

const FAILURES: readonly Failure[] = [
  { kind: "status", status: 401 },
  { kind: "status", status: 403 },
  { kind: "status", status: 404 },
  { kind: "status", status: 429, retryAfter: "0" },
  { kind: "status", status: 500 },
  { kind: "login-page" },
  { kind: "cut" },
  { kind: "cut-cleanly" },
  { kind: "drop" },
];

/** How events of a data source are checked: as they are, and with every failure that befalls the queries. */
async function settingsOf(
  dataSource: FakeDataSource,
  options: Options,
  events: readonly EventRow[],
): Promise<ConnectorSettings> {
  const dataSources = [dataSource];
  const isQuery = ({ path }: { readonly path: string }): boolean => /query_range|ds\/query/.test(path);
  const failing = async (failure: Failure, times = Infinity): Promise<Options> =>
    reaching({ dataSources, faults: [{ on: isQuery, times, failure }] }, { dataSource: dataSource.name, ...options });
  const unknown = reaching({ dataSources }, { ...options, dataSource: "Nowhere" });
  return {
    options: await reaching({ dataSources }, { dataSource: dataSource.name, ...options }),
    gives: "stream",
    events,
    empty: await reaching(
      { dataSources },
      { dataSource: dataSource.name, ...options, since: "2020-01-01", until: "2020-01-02" },
    ),
    broken: await Promise.all([...FAILURES.map((failure) => failing(failure)), unknown]),
    slow: await failing({ kind: "hang" }),
    secrets: [TOKEN],
    directory: folder,
  };
}

const loki = (rest: object = {}): FakeDataSource => ({
  type: "loki",
  uid: "logs",
  name: "Logs",
  entries: LINES,
  ...rest,
});
const query = { query: '{job="auth"}' };
const smallPages = loki({ limits: { maxEntries: 30 } });

const kinds: readonly (readonly [name: string, settings: ConnectorSettings])[] = [
  [
    "Loki by the nanosecond",
    {
      ...(await settingsOf(loki(), { ...query, limit: 50 }, LINE_EVENTS)),
      partial: {
        options: await reaching({ dataSources: [smallPages] }, { ...query, dataSource: "Logs" }),
        // More lines than a page on one nanosecond: nobody can have them.
        events: LINE_EVENTS.slice(40),
      },
    },
  ],
  ["Loki through Grafana", await settingsOf(loki(), { ...query, transport: "query" }, LINE_EVENTS)],
  [
    "Loki in dataplane frames",
    await settingsOf(loki({ frameFormat: "dataplane" }), { ...query, transport: "query" }, LINE_EVENTS),
  ],
  [
    "Elasticsearch",
    await settingsOf(
      { type: "elasticsearch", uid: "es", name: "Elastic", documents: DOCUMENTS },
      { limit: 20 },
      DOCUMENTS.map((document, i) => ({
        "@timestamp": document["@timestamp"].replace("Z", "000000Z"),
        user: document.user,
        n: String(i),
        _id: `doc-${i}`,
        _index: "logs",
        _source: JSON.stringify(document),
        sort: `[${Date.parse(document["@timestamp"])},${i}]`,
      })),
    ),
  ],
  [
    "ClickHouse",
    await settingsOf(
      {
        type: "grafana-clickhouse-datasource",
        uid: "ch",
        name: "ClickHouse",
        columns: [
          { name: "ts", frame: "time.Time" },
          { name: "id", frame: "int64" },
          { name: "user", frame: "string" },
        ],
        rows: ROWS,
      },
      { query: "SELECT * FROM events", timeColumn: "ts", limit: 20 },
      ROWS.map(([time, id, user]) => ({ ts: isoOf(time as bigint), id: String(id), user: user as string | null })),
    ),
  ],
];

describe.each(kinds)("the grafana connector, on %s", (_, settings) => {
  it.each(connectorChecks(grafanaConnector as ConnectorPlugin, settings))("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

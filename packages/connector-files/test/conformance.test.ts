import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ConnectorPlugin } from "@winnow/core";
import { writeParquet } from "@winnow/engine-duckdb";
import { connectorChecks, type ConnectorSettings, type EventRow } from "@winnow/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { filesConnector } from "../src/index.ts";
import { zipOf } from "./readers/archive/zip-builder.ts";
import {
  element,
  eventRecord,
  eventTemplate,
  evtxChunk,
  evtxFile,
  hole,
  stringValue,
} from "./readers/evtx/evtx-builder.ts";

const folder = mkdtempSync(join(tmpdir(), "winnow-conformance-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): { readonly path: string } {
  writeFileSync(join(folder, name), content);
  return { path: name };
}

const NASTY = [
  'a "quoted" one',
  "comma, tab\tand\nline",
  "",
  "<b>\u{1f600}\u202e</b>",
  "=1+1",
  "'; drop table x; --",
  " padded ",
];

const EVENTS: readonly EventRow[] = Array.from({ length: 60 }, (_, i) => ({
  time: `2026-01-0${1 + (i % 3)}T10:00:0${i % 7}.${String(i * 16_127).padStart(6, "0")}Z`,
  user: ["alice", "bob", "carol"][i % 3]!,
  image: `C:\\dir ${i % 5}\\a.exe`,
  note: i % 4 === 3 ? null : NASTY[i % 7]!,
}));
/** As CSV tells them: nothing and empty text are the same there. */
const CSV_EVENTS = EVENTS.map((row) => ({ ...row, note: row["note"] ?? "" }));
const COLUMNS = Object.keys(EVENTS[0]!);
const TIME = { column: "time", format: "iso" } as const;

function delimited(delimiter: string): string {
  const cell = (value: string | null | undefined): string =>
    value === null || value === undefined ? "" : `"${value.replaceAll('"', '""')}"`;
  const lines = EVENTS.map((row) => COLUMNS.map((column) => cell(row[column])).join(delimiter));
  return `${[COLUMNS.join(delimiter), ...lines].join("\n")}\n`;
}

function ndjson(): string {
  return EVENTS.map((row) => `${JSON.stringify(row)}\n`).join("");
}

const csv = delimited(",");
const long = file("long.csv", csv.slice(0, csv.indexOf("\n") + 1) + csv.slice(csv.indexOf("\n") + 1).repeat(12_000));
const common = { gives: "engine", directory: folder } as const;
const whole = { ...common, events: EVENTS, time: TIME } as const;
const wholeCsv = { ...whole, events: CSV_EVENTS } as const;

const evtxTemplate = eventTemplate(element("EventData", {}, element("Data", { Name: "Image" }, hole(10))));
const evtxRecords = Array.from({ length: 8 }, (_, i) =>
  eventRecord(BigInt(i + 1), 4688, evtxTemplate, stringValue(`C:\\${i % 3}.exe`)),
);
const EVTX_EVENTS: readonly EventRow[] = evtxRecords.map((_, i) => ({
  TimeCreated: "2024-02-29T12:34:56.7890123Z",
  Computer: "host.example",
  Channel: "Security",
  Provider: "Example-Provider",
  ProviderGuid: "{0d0a1b2c-0000-0000-0000-000000000001}",
  EventID: "4688",
  Version: "2",
  Level: "2",
  Task: "13312",
  Opcode: "2",
  Keywords: "0x8020000000000000",
  EventRecordID: String(i + 1),
  ExecutionProcessID: "1234",
  ExecutionThreadID: "1234",
  SecurityUserID: "S-1-5-18",
  Image: `C:\\${i % 3}.exe`,
}));
const evtx = evtxFile([evtxChunk(evtxRecords.slice(0, 5)), evtxChunk(evtxRecords.slice(5))]);

const SYSLOG = [1, 2, 3].map((i) => `2026-01-01T10:00:0${i}Z web cron[${i}]: hello ${i % 2}\n`).join("");
const SYSLOG_EVENTS: readonly EventRow[] = [1, 2, 3].map((i) => ({
  time: `2026-01-01T10:00:0${i}Z`,
  host: "web",
  program: "cron",
  pid: String(i),
  message: `hello ${i % 2}`,
}));

const JOURNAL_EVENTS: readonly EventRow[] = [1, 2, 3].map((i) => ({
  time: `2024-02-29T12:34:56.78901${i}Z`,
  host: "web",
  program: "cron",
  pid: String(i),
  message: `hello ${i % 2}`,
  __REALTIME_TIMESTAMP: `170921009678901${i}`,
  _HOSTNAME: "web",
  SYSLOG_IDENTIFIER: "cron",
  _PID: String(i),
}));
const JOURNAL = JOURNAL_EVENTS.map(
  ({ time: _, host: __, program: ___, pid: ____, message, ...fields }) =>
    `${JSON.stringify({ ...fields, MESSAGE: message })}\n`,
).join("");

const AUDITD_EVENTS: readonly EventRow[] = [1, 2, 3].map((i) => ({
  time: `2024-02-29T12:34:56.78${i}Z`,
  type: "CWD",
  serial: String(i),
  cwd: `/${i % 2}`,
  raw: `type=CWD msg=audit(1709210096.78${i}:${i}): cwd="/${i % 2}"`,
}));
const AUDITD = AUDITD_EVENTS.map(({ raw }) => `${raw}\n`).join("");

await writeParquet(
  join(folder, "a.parquet"),
  COLUMNS.map((name) => ({ name, type: "text", values: EVENTS.map((row) => row[name] ?? null) })),
);

const kinds: readonly (readonly [name: string, settings: ConnectorSettings])[] = [
  [
    "CSV",
    {
      ...wholeCsv,
      options: file("a.csv", csv),
      empty: file("empty.csv", `${COLUMNS.join(",")}\n`),
      unreadable: { options: file("short.csv", `${csv}only this\n`), events: CSV_EVENTS, rejected: 1 },
      broken: [{ path: "missing.csv" }],
      slow: long,
    },
  ],
  ["TSV", { ...wholeCsv, options: file("a.tsv", delimited("\t")) }],
  [
    "NDJSON",
    {
      ...whole,
      options: file("a.ndjson", ndjson()),
      unreadable: { options: file("bad.ndjson", `${ndjson()}{"time": \n`), events: EVENTS, rejected: 1 },
    },
  ],
  ["JSON", { ...whole, options: file("a.json", JSON.stringify(EVENTS)) }],
  [
    "Parquet",
    {
      ...whole,
      options: { path: "a.parquet" },
      broken: [file("cut.parquet", readFileSync(join(folder, "a.parquet")).subarray(0, -100))],
    },
  ],
  [
    "packed CSV",
    {
      ...wholeCsv,
      options: file("a.csv.gz", gzipSync(csv)),
      broken: [file("cut.csv.gz", gzipSync(csv.repeat(50)).subarray(0, -200))],
    },
  ],
  [
    "archives",
    {
      ...wholeCsv,
      options: file("a.zip", zipOf({ name: "logs/a.csv", content: Buffer.from(csv) })),
      broken: [file("cut.zip", zipOf({ name: "a.csv", content: Buffer.from(csv) }).subarray(0, 100))],
    },
  ],
  [
    "several files",
    {
      ...whole,
      options: { path: ["a.csv", "a.ndjson"] },
      events: [...CSV_EVENTS, ...EVENTS],
    },
  ],
  [
    "EVTX",
    {
      ...common,
      options: file("a.evtx", evtx),
      events: EVTX_EVENTS,
      time: { column: "TimeCreated", format: "iso" },
      broken: [{ ...file("no.evtx", csv), format: "evtx" }],
    },
  ],
  ["syslog", { ...common, options: file("auth.log", SYSLOG), events: SYSLOG_EVENTS, time: TIME }],
  ["journald", { ...common, options: file("journal.json", JOURNAL), events: JOURNAL_EVENTS, time: TIME }],
  ["auditd", { ...common, options: file("audit.log", AUDITD), events: AUDITD_EVENTS, time: TIME }],
];

describe.each(kinds)("the files connector, on %s", (_, settings) => {
  it.each(connectorChecks(filesConnector as ConnectorPlugin, settings))("$id", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

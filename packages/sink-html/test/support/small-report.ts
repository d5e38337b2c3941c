import { sampleResult } from "@winnow/testkit";
import type { ReportData } from "../../src/data/report-data.ts";

const sample = sampleResult([]).analysis;

/** The report of a run without events, for tests to vary. */
export const smallReport: ReportData = {
  version: 1,
  profile: { name: "p", description: "", hash: "0", document: {} },
  winnow: "0",
  ledger: { read: 0, rejected: 0, filtered: 0, clustered: 0, reasons: {} },
  counts: { groups: 0, points: 0, clusters: 0, noise: 0, rows: 0 },
  inputs: [{ path: "events.csv", bytes: 1, sha256: null }],
  fieldMap: "m",
  parameters: {},
  warnings: [],
  guarded: [],
  range: { first: 0n, last: 1n },
  marks: [],
  analysis: {
    ...sample,
    groups: {
      size: 0,
      features: new Float64Array(),
      kept: new Int32Array(),
      dictionaries: [[], Array.from({ length: 20 }, (_, i) => `value ${i}`)],
      counts: new Float64Array(),
      firstTimes: new BigInt64Array(),
      lastTimes: new BigInt64Array(),
      exemplars: new Float64Array(),
      signals: new Float64Array(),
      peaks: new Float64Array(),
      peakTimes: new BigInt64Array(),
      signalSums: new Float64Array(),
    },
    plan: { ...sample.plan, guard: { mode: "show", fields: [{ position: 0, by: 0, atMost: Infinity }] } },
  },
  rows: [],
  events: {
    size: 0,
    complete: true,
    dataRows: new Float64Array(),
    times: new BigInt64Array(),
    rows: new Int32Array(),
    texts: [],
    fields: {},
    columns: [],
  },
  activity: null,
  slots: null,
};

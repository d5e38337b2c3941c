import type { EventBatch, Ledger, OutputRow, RunResult } from "@winnow/core";

/** What the events of a sample say. */
export interface SampleEvent {
  readonly Time: string;
  readonly Program: string;
  readonly CommandLine: string | null;
}

const FIRST = 1_767_261_600_000_000n; // 2026-01-01T10:00:00Z
const MINUTE = 60_000_000n;

/**
 * The result of a run, made up for tests of sinks: one row per event, in the order given, each with a time, a reason and a
 * folded rarity where there is an event after it. Times are a minute apart.
 */
export function sampleResult(events: readonly SampleEvent[], parts: Partial<RunResult> = {}): RunResult {
  const rows = events.map((event, i) => rowOf(event, i, events.length));
  const columns = ["Time", "Program", "CommandLine"] as const;
  const batchOf = (some: readonly number[]): EventBatch => ({
    columns,
    rows: some.length,
    values: columns.map((column) => some.map((row) => events[row]![column])),
    dataRows: Float64Array.from(some),
  });
  const all = events.map((_, row) => row);
  const ledger: Ledger = { read: all.length, rejected: 0, filtered: 0, clustered: all.length, reasons: {} };
  const counts = { groups: all.length, points: all.length, clusters: 0, noise: all.length, rows: all.length };
  return {
    profile: { name: "sample", hash: "0".repeat(64) },
    ledger,
    counts,
    seconds: { reduce: 0.1 },
    features: ["length"],
    kept: ["process.name"],
    rows,
    guarded: [{ field: "process.name", atMost: 1, once: all.length, values: all.length }],
    reader: (field) => {
      const column = { "process.name": 1, "process.command_line": 2 }[field];
      return column === undefined ? undefined : (batch) => (row) => batch.values[column]![row] ?? "";
    },
    exemplars: batchOf(all),
    foldedEvents: batchOf(rows.flatMap(({ folded }) => folded.map(({ event }) => event))),
    assignments: async function* () {
      yield {
        row: Float64Array.from(all),
        cluster: new Int32Array(all.length).fill(-1),
        rank: Int32Array.from(all, (row) => row + 1),
        shown: new Uint8Array(all.length).fill(1),
      };
    },
    rejects: async function* () {},
    events: async function* ({ rows: asked, groups, limit }) {
      yield batchOf((asked ?? groups ?? all).slice(0, limit));
    },
    histogram: async (_, buckets) => {
      const counted = new Float64Array(buckets);
      counted[0] = all.length;
      return { start: FIRST, width: MINUTE * BigInt(Math.max(1, all.length)), counts: counted };
    },
    analysis: analysisOf(events),
    marks: [{ time: FIRST, label: "alert" }],
    manifest: {
      winnow: "0.0.0",
      profile: { name: "sample", hash: "0".repeat(64), document: { profile: "winnow/v1", name: "sample" } },
      plugins: [],
      inputs: [],
      fieldMap: { name: "sample", fields: { "process.name": "Program" } },
      parameters: {},
      ledger,
      counts,
      warnings: [],
    },
    ...parts,
  };
}

function rowOf({ Program, CommandLine }: SampleEvent, i: number, count: number): OutputRow {
  const time = FIRST + BigInt(i) * MINUTE;
  const next = i + 1 < count ? [{ event: i + 1, values: [{ field: "process.name", value: Program, events: 1 }] }] : [];
  return {
    rank: i + 1,
    key: i,
    clusterId: -1,
    size: 1,
    firstTime: time,
    lastTime: time,
    exemplar: i,
    features: Float64Array.of((CommandLine ?? "").length),
    kept: [Program],
    folded: next,
    reasons: [`program "${Program}": 1 event`],
    groups: Int32Array.of(i),
  };
}

function analysisOf(events: readonly SampleEvent[]): RunResult["analysis"] {
  const size = events.length;
  const programs = [...new Set(events.map(({ Program }) => Program))];
  const times = BigInt64Array.from(events, (_, i) => FIRST + BigInt(i) * MINUTE);
  const numbers = Float64Array.from(events, (_, i) => i);
  return {
    groups: {
      size,
      features: Float64Array.from(events, ({ CommandLine }) => (CommandLine ?? "").length),
      kept: Int32Array.from(events, ({ Program }) => programs.indexOf(Program)),
      dictionaries: [programs],
      counts: new Float64Array(size).fill(1),
      firstTimes: times,
      lastTimes: times,
      exemplars: numbers,
      signals: new Float64Array(),
      peaks: numbers,
      peakTimes: times,
      signalSums: new Float64Array(),
    },
    plan: {
      features: [{ name: "length", unit: "characters", doc: "length of the command line" }],
      kept: [{ name: "process.name", unit: "text", doc: "file name of the program" }],
      within: [],
      guard: { mode: "show", fields: [{ position: 0, by: 0, atMost: 1 }] },
      rank: {
        size: 1,
        outlier: 0,
        stability: 0,
        rarity: [{ positions: [0], weight: 1 }],
        signals: [],
        signalWeights: [],
        signalTexts: [],
        volume: [],
        context: null,
        spread: null,
      },
    },
    scale: "none",
    clusterer: { name: "dbscan", options: { eps: 0, minPoints: 2 } },
  };
}

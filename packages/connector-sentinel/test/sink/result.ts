import type { EventBatch, OutputRow, RunResult } from "@winnow/core";

/** What a row of a made-up result says beyond its place; everything else is filled in. */
export interface MadeRow extends Partial<OutputRow> {
  readonly exemplarColumns?: Readonly<Record<string, string | null>>;
  readonly foldedColumns?: readonly Readonly<Record<string, string | null>>[];
}

const LEDGER = { read: 100, rejected: 0, filtered: 0, clustered: 100, reasons: {} };

/** A result of such rows, in reading order. */
export function resultOf(rows: readonly MadeRow[], hash = "hash-of-profile"): RunResult {
  const counts = { groups: rows.length, points: rows.length, clusters: 0, noise: rows.length, rows: rows.length };
  const made = rows.map((row, index): OutputRow => ({ ...BLANK, rank: index + 1, key: index, ...own(row) }));
  const profile = { name: "test", hash };
  return {
    profile,
    ledger: LEDGER,
    counts,
    seconds: {},
    features: ["length"],
    kept: ["process.name"],
    rows: made,
    guarded: [],
    reader: () => undefined,
    exemplars: batchOf(rows.map((row) => row.exemplarColumns ?? { Account: "alice" })),
    foldedEvents: batchOf(rows.flatMap((row) => row.foldedColumns ?? [])),
    rejects: nothing,
    events: nothing,
    histogram: async () => ({ start: 0n, width: 1n, counts: new Float64Array() }),
    // The sink does not look at these.
    analysis: {} as RunResult["analysis"],
    marks: [],
    manifest: {
      winnow: "0.0.0",
      profile: { ...profile, document: {} },
      plugins: [],
      inputs: [],
      fieldMap: { name: "none", fields: {} },
      parameters: {},
      ledger: LEDGER,
      counts,
      warnings: [],
    },
  };
}

const BLANK: OutputRow = {
  rank: 1,
  key: 0,
  clusterId: -1,
  size: 1,
  firstTime: 1_772_409_600_000_001n,
  lastTime: 1_772_409_600_000_002n,
  exemplar: 0,
  features: Float64Array.of(1.5),
  kept: ["a.exe"],
  folded: [],
  reasons: ["only 1 event"],
  groups: Int32Array.of(0),
};

function own({ exemplarColumns: _, foldedColumns: __, ...row }: MadeRow): Partial<OutputRow> {
  return row;
}

function batchOf(events: readonly Readonly<Record<string, string | null>>[]): EventBatch {
  const columns = [...new Set(events.flatMap((event) => Object.keys(event)))];
  return { columns, rows: events.length, values: columns.map((name) => events.map((event) => event[name] ?? null)) };
}

async function* nothing(): AsyncGenerator<never> {}

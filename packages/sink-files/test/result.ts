import { resolve } from "node:path";
import type { AssignmentBatch, OutputRow, Reject, RunResult, SinkContext } from "@winnow/core";
import { sampleResult } from "@winnow/testkit";

/** A finished run of two rows, to vary. */
export function resultOf(parts: Partial<RunResult> = {}): RunResult {
  const counts = { groups: 2, points: 2, clusters: 1, noise: 1, rows: 2 };
  const ledger = { read: 3, rejected: 0, filtered: 0, clustered: 3, reasons: {} };
  return {
    profile: { name: "p", hash: "0" },
    ledger,
    counts,
    seconds: {},
    features: ["length"],
    kept: [],
    guarded: [],
    reader: () => undefined,
    rows: [rowOf({ rank: 1, key: 1, clusterId: -1, features: Float64Array.of(2.5) }), rowOf({ rank: 2, size: 2 })],
    exemplars: {
      columns: ["Path", "Account"],
      rows: 2,
      values: [
        ["C:\\b.exe", "a,b"],
        ["", null],
      ],
    },
    foldedEvents: { columns: ["Path", "Account"], rows: 0, values: [[], []] },
    rejects: () => each<Reject>([]),
    events: () => each([]),
    histogram: async () => ({ start: 0n, width: 1n, counts: new Float64Array() }),
    analysis: sampleResult([]).analysis,
    marks: [],
    manifest: {
      winnow: "0",
      profile: { name: "p", hash: "0", document: {} },
      plugins: [],
      inputs: [],
      fieldMap: { name: "m", fields: {} },
      parameters: {},
      ledger,
      counts,
      warnings: [],
    },
    ...parts,
  };
}

export function rowOf(parts: Partial<OutputRow> = {}): OutputRow {
  return {
    rank: 1,
    key: 0,
    clusterId: 0,
    size: 1,
    firstTime: 1_547_529_864_010_000n,
    lastTime: 1_547_529_864_010_001n,
    exemplar: 0,
    features: Float64Array.of(1),
    kept: [],
    folded: [],
    reasons: [],
    groups: Int32Array.of(0),
    ...parts,
  };
}

export function assignmentsOf(rows: number, from = 0): AssignmentBatch {
  return {
    row: Float64Array.from({ length: rows }, (_, i) => from + i),
    cluster: Int32Array.from({ length: rows }, (_, i) => i % 7),
    rank: Int32Array.from({ length: rows }, (_, i) => (i % 7) + 1),
    shown: Uint8Array.from({ length: rows }, (_, i) => (i < 7 ? 1 : 0)),
  };
}

export async function* each<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}

export function contextOf(outputDirectory: string, signal: AbortSignal = new AbortController().signal): SinkContext {
  return {
    signal,
    outputDirectory,
    outputPath: (path) => resolve(outputDirectory, path),
    stateDirectory: outputDirectory,
    profileDirectory: outputDirectory,
    progress: () => {},
    warn: () => {},
    gap: () => {},
  };
}

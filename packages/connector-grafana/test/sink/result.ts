import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventBatch, FieldReader, OutputRow, SinkContext, RunResult } from "@winnow/core";
import { sampleResult } from "@winnow/testkit";
import { type FakeGrafana, type FakeGrafanaOptions, startFakeGrafana } from "@winnow/testkit/fakes";
import type { ServiceOptions } from "../../src/service/options.ts";

/** 1 May 2026, in µs. */
export const START = 1_777_593_600_000_000n;
export const START_MS = 1_777_593_600_000;

/** What a row of a test's result says: the rest is made up. */
export interface SomeRow {
  readonly user: string;
  readonly size?: number;
  readonly clusterId?: number;
  /** µs after {@link START}; `null` for none. */
  readonly first?: bigint | null;
  readonly last?: bigint;
  readonly reasons?: readonly string[];
}

/** A finished run of these rows, to vary. */
export function resultOf(rows: readonly SomeRow[], parts: Partial<RunResult> = {}): RunResult {
  const exemplars: EventBatch = {
    columns: ["TargetUserName", "Note"],
    rows: rows.length,
    values: [rows.map(({ user }) => user), rows.map(() => null)],
  };
  const ledger = { read: 10, rejected: 1, filtered: 2, clustered: 7, reasons: { "no time": 1 } };
  const counts = { groups: 3, points: 3, clusters: 1, noise: 2, rows: rows.length };
  const readUser: FieldReader =
    ({ values }) =>
    (row) =>
      values[0]![row] ?? "";
  return {
    profile: { name: "logons", hash: "0" },
    ledger,
    counts,
    seconds: {},
    features: [],
    kept: [],
    rows: rows.map(rowOf),
    guarded: [],
    reader: (field) => (field === "user.name" ? readUser : undefined),
    exemplars,
    foldedEvents: { columns: [], rows: 0, values: [] },
    rejects: () => each([]),
    events: () => each([]),
    histogram: async () => ({ start: 0n, width: 1n, counts: new Float64Array() }),
    analysis: sampleResult([]).analysis,
    marks: [],
    manifest: {
      winnow: "0",
      profile: { name: "logons", hash: "0", document: {} },
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

function rowOf({ size = 1, clusterId = -1, first = 0n, last, reasons = [] }: SomeRow, place: number): OutputRow {
  return {
    rank: place + 1,
    key: place,
    clusterId,
    size,
    firstTime: first === null ? null : START + first,
    lastTime: first === null ? null : START + (last ?? first),
    exemplar: place,
    features: new Float64Array(),
    kept: [],
    folded: [],
    reasons,
    groups: Int32Array.of(place),
  };
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

export interface Running {
  readonly grafana: FakeGrafana;
  readonly service: ServiceOptions;
  readonly context: SinkContext;
  readonly warnings: string[];
}

export function sinkContext(folder: string = tmpdir(), warnings: string[] = []): SinkContext {
  return {
    signal: AbortSignal.timeout(30_000),
    profileDirectory: folder,
    outputDirectory: folder,
    outputPath: (path) => join(folder, path),
    stateDirectory: folder,
    progress: () => {},
    warn: (message) => void warnings.push(message),
    gap: () => {},
  };
}

/** Runs a test against a fake Grafana; everything is closed and removed afterwards. */
export async function withFake<T>(options: FakeGrafanaOptions, test: (running: Running) => Promise<T>): Promise<T> {
  const grafana = await startFakeGrafana(options);
  const folder = mkdtempSync(join(tmpdir(), "winnow-grafana-sink-"));
  writeFileSync(join(folder, "ca.pem"), grafana.ca);
  const warnings: string[] = [];
  const context = sinkContext(folder, warnings);
  const service = { url: grafana.url, token: grafana.token, caFile: "ca.pem", retries: 1 };
  try {
    return await test({ grafana, service, context, warnings });
  } finally {
    await grafana.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What went wrong, as a person reads it. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "it went well",
    (error: unknown) => (error as { format(): string }).format(),
  );
}

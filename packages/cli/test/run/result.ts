import type { OutputRow, RunResult } from "@winnow/core";
import { sampleResult } from "@winnow/testkit";

const LEDGER = { read: 7, rejected: 1, filtered: 2, clustered: 4, reasons: { "too few columns": 1 } };
const COUNTS = { groups: 3, points: 3, clusters: 1, noise: 1, rows: 2 };

/** A finished run over process starts, to vary. */
export function resultOf(parts: Partial<RunResult> = {}, fields: Readonly<Record<string, string>> = FIELDS): RunResult {
  return {
    profile: { name: "p", hash: "0" },
    ledger: LEDGER,
    counts: COUNTS,
    seconds: { reduce: 0.5 },
    features: ["length"],
    kept: [],
    guarded: [],
    reader: (field) => {
      const column = fields[field];
      return column === undefined
        ? undefined
        : ({ columns, values }) =>
            (row) =>
              values[columns.indexOf(column)]?.[row] ?? "";
    },
    rows: [rowOf({ rank: 1, clusterId: -1 }), rowOf({ rank: 2, size: 3 })],
    exemplars: {
      columns: ["Image", "User", "CommandLine"],
      rows: 2,
      values: [
        ["C:\\tools\\odd.exe", "C:\\Windows\\cmd.exe"],
        ["HOST\\one", "HOST\\two"],
        ["odd.exe --now", "cmd.exe /c dir"],
      ],
    },
    foldedEvents: { columns: ["Image", "User", "CommandLine"], rows: 0, values: [[], [], []] },
    rejects: () => nothing(),
    events: () => nothing(),
    histogram: async () => ({ start: 0n, width: 1n, counts: new Float64Array() }),
    analysis: sampleResult([]).analysis,
    marks: [],
    manifest: {
      winnow: "0",
      profile: { name: "p", hash: "0", document: {} },
      plugins: [],
      inputs: [],
      fieldMap: { name: "m", fields },
      parameters: {},
      ledger: LEDGER,
      counts: COUNTS,
      warnings: [],
    },
    ...parts,
  };
}

const FIELDS = { "process.executable": "Image", "user.name": "User", "process.command_line": "CommandLine" };

export function rowOf(parts: Partial<OutputRow> = {}): OutputRow {
  return {
    rank: 1,
    key: 0,
    clusterId: 0,
    size: 1,
    firstTime: 1_547_529_864_010_000n,
    lastTime: 1_547_529_864_010_000n,
    exemplar: 0,
    features: Float64Array.of(1),
    kept: [],
    folded: [],
    reasons: [],
    groups: Int32Array.of(0),
    ...parts,
  };
}

async function* nothing(): AsyncIterable<never> {
  // Nothing at all.
}

import type { Reject, RunResult } from "@winnow/core";
import type { Table, TableChunk } from "./table.ts";

const ROWS_PER_CHUNK = 4096;

/** One line per record that could not be read: where it stands, why, and its text as it stands there. */
export function rejectsTable(result: RunResult): Table {
  return {
    headers: [
      { name: "file", type: "text" },
      { name: "line", type: "integer" },
      { name: "reason", type: "text" },
      { name: "text", type: "text" },
    ],
    async *chunks() {
      let rejects: Reject[] = [];
      for await (const reject of result.rejects?.() ?? []) {
        rejects.push(reject);
        if (rejects.length < ROWS_PER_CHUNK) continue;
        yield toChunk(rejects);
        rejects = [];
      }
      if (rejects.length > 0) yield toChunk(rejects);
    },
  };
}

function toChunk(rejects: readonly Reject[]): TableChunk {
  return {
    rows: rejects.length,
    columns: [
      { type: "text", values: rejects.map(({ file }) => file) },
      { type: "integer", values: Float64Array.from(rejects, ({ line }) => line) },
      { type: "text", values: rejects.map(({ reason }) => reason) },
      { type: "text", values: rejects.map(({ text }) => text) },
    ],
  };
}

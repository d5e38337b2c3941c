import type { RunResult } from "@winnow/core";
import type { ColumnTable } from "arquero";

/** `rows`: one line per output row, in reading order. `exemplars`: their events. `assignments`: one per event. */
export type ResultTable = "rows" | "exemplars" | "assignments";

/** A result as an arquero table, to go on with arquero's verbs. Arquero is loaded on the first call. */
export async function resultTable(result: RunResult, name: ResultTable): Promise<ColumnTable> {
  const { table } = await import("arquero");
  const columns = name === "rows" ? rowColumns(result) : name === "exemplars" ? exemplarColumns(result) : undefined;
  return table(columns ?? (await assignmentColumns(result)));
}

type Columns = Record<string, ArrayLike<unknown>>;

function rowColumns({ rows, features, kept }: RunResult): Columns {
  return {
    rank: rows.map((row) => row.rank),
    clusterId: rows.map((row) => row.clusterId),
    size: rows.map((row) => row.size),
    firstTime: rows.map((row) => toDate(row.firstTime)),
    lastTime: rows.map((row) => toDate(row.lastTime)),
    exemplar: rows.map((row) => row.exemplar),
    reasons: rows.map((row) => row.reasons.join("; ")),
    ...columnsNamed(kept.map((name, i) => [name, rows.map((row) => row.kept[i])])),
    ...columnsNamed(features.map((name, i) => [name, rows.map((row) => row.features[i])])),
  };
}

function exemplarColumns({ exemplars }: RunResult): Columns {
  return columnsNamed(exemplars.columns.map((name, i) => [name, exemplars.values[i]!]));
}

/** Arquero keeps columns in a plain object, which can have any name but one. */
function columnsNamed(columns: readonly (readonly [name: string, values: ArrayLike<unknown>])[]): Columns {
  return Object.fromEntries(columns.map(([name, values]) => [name === "__proto__" ? "event.__proto__" : name, values]));
}

async function assignmentColumns(result: RunResult): Promise<Columns> {
  const parts = { row: [] as number[], cluster: [] as number[], rank: [] as number[], shown: [] as number[] };
  for await (const batch of result.assignments?.() ?? []) {
    for (const key of ["row", "cluster", "rank", "shown"] as const)
      for (const value of batch[key]) parts[key].push(value);
  }
  return parts;
}

/** JavaScript dates have milliseconds; the exact text is in the exemplar's own column. */
function toDate(time: bigint | null): Date | null {
  return time === null ? null : new Date(Number(time / 1000n));
}

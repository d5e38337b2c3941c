import { createReadStream } from "node:fs";
import { throwIfAborted } from "@winnow/core";
import { damagedResult } from "../errors.ts";
import { csvRecords, type CsvRecord } from "./csv-records.ts";

/** An event that is displayed beside a row's exemplar. */
export interface FoldedEvent {
  readonly row: number;
  /** Its rare values; may be empty. */
  readonly rare: readonly { readonly field: string; readonly value: string; readonly events: number }[];
  /** Its cells where they differ from the exemplar's. */
  readonly differs: Readonly<Record<string, string | null>>;
}

/** A line of clusters.csv. */
export interface ResultRow {
  readonly rank: number;
  /** −1 for noise. */
  readonly clusterId: number;
  readonly size: number;
  /** ISO 8601, UTC; `null` where the source has no time. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  /** The most important first. */
  readonly reasons: string;
  readonly folded: readonly FoldedEvent[];
  /** The exemplar's cells by its own columns. */
  readonly cells: CsvRecord;
}

/** The row's own columns; a column of the source with one of these names is written with `event.` in front. */
const OWN = ["rank", "ClusterId", "ClusterSize", "FirstEventTime", "LastEventTime", "folded", "reasons"];
const TAKEN: ReadonlySet<string> = new Set(OWN.map((name) => name.toLowerCase()));

/**
 * Reads the rows of these ranks from clusters.csv.
 * @throws `WN2024` for a file that lacks one of them
 */
export async function readRows(
  path: string,
  ranks: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, ResultRow>> {
  const rows = new Map<number, ResultRow>();
  if (ranks.size === 0) return rows;
  for await (const record of csvRecords(createReadStream(path, "utf8"))) {
    throwIfAborted(signal);
    const rank = Number(record.get("rank") ?? Number.NaN);
    if (ranks.has(rank)) rows.set(rank, rowOf(rank, record, path));
    if (rows.size === ranks.size) return rows;
  }
  throw damagedResult({ path });
}

function rowOf(rank: number, record: CsvRecord, path: string): ResultRow {
  return {
    rank,
    clusterId: Number(record.get("ClusterId")),
    size: Number(record.get("ClusterSize")),
    firstTime: record.get("FirstEventTime") ?? null,
    lastTime: record.get("LastEventTime") ?? null,
    reasons: record.get("reasons") ?? "",
    folded: foldedOf(record.get("folded") ?? "[]", path),
    cells: new Map([...record].slice(OWN.length).map(([name, value]) => [columnOf(name), value])),
  };
}

function foldedOf(text: string, path: string): readonly FoldedEvent[] {
  try {
    return JSON.parse(text) as readonly FoldedEvent[];
  } catch (cause) {
    throw damagedResult({ path }, { cause });
  }
}

function columnOf(name: string): string {
  const own = name.replace(/^event\./, "");
  return TAKEN.has(own.toLowerCase()) ? own : name;
}

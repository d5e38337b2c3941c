import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ReportData } from "../../src/data/report-data.ts";
import { recall, remember, whenKeptElsewhere } from "./memory.ts";
import type { Report } from "./report.ts";

/** What the reader says of a row. */
export type RowMark = "known-good" | "of-interest";

/** Rows (positions from 0) that the reader picked out, on the map or in a list; views show them together. */
export const selectedRows: Signal<ReadonlySet<number>> = signal(new Set());

/** What the reader said of which row (positions from 0). */
export const rowMarks: Signal<ReadonlyMap<number, RowMark>> = signal(new Map());

export const markedCount: ReadonlySignal<Readonly<Record<RowMark, number>>> = computed(() => {
  const count = { "known-good": 0, "of-interest": 0 };
  for (const mark of rowMarks.value.values()) count[mark]++;
  return count;
});

/** Gives a row a mark; the one it has already is taken off, as a switch does. */
export function toggleMark(row: number, mark: RowMark): void {
  const marks = new Map(rowMarks.value);
  if (marks.get(row) === mark) marks.delete(row);
  else marks.set(row, mark);
  rowMarks.value = marks;
}

export function select(rows: Iterable<number>): void {
  selectedRows.value = new Set(rows);
}

export function toggleSelected(row: number): void {
  const rows = new Set(selectedRows.value);
  if (!rows.delete(row)) rows.add(row);
  selectedRows.value = rows;
}

/**
 * Brings back the marks of an earlier opening of this very report, and keeps them from here on. A tab beside this one with
 * the same report has the same marks.
 */
export function keepMarks({ data }: Report): void {
  const name = `marks:${identityOf(data)}`;
  let kept = recall(name);
  rowMarks.value = readMarks(kept, data.rows.length);
  rowMarks.subscribe((marks) => {
    const text = JSON.stringify([...marks]);
    if (text !== (kept ?? "[]")) remember(name, text);
    kept = text;
  });
  whenKeptElsewhere(name, (text) => {
    kept = text;
    rowMarks.value = readMarks(text, data.rows.length);
  });
}

/** Rows are kept by position: it has to be the same profile, and the same events. A source that is no file has no hash. */
export function identityOf({ profile, inputs, ledger, range, rows }: ReportData): string {
  const hashes = inputs.map(({ sha256 }) => sha256 ?? "").join();
  return [profile.hash, hashes, ledger.read, ledger.clustered, range?.first, range?.last, rows.length].join(":");
}

function readMarks(text: string | null, rows: number): ReadonlyMap<number, RowMark> {
  const marks = new Map<number, RowMark>();
  try {
    for (const [row, mark] of JSON.parse(text ?? "[]") as [number, RowMark][]) {
      if (Number.isInteger(row) && row >= 0 && row < rows && (mark === "known-good" || mark === "of-interest"))
        marks.set(row, mark);
    }
  } catch {
    return new Map();
  }
  return marks;
}

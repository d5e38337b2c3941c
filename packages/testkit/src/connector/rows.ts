import type { EventBatch } from "@winnow/core";

/** One event: column → text. A column without a value is `null` or left out. */
export type EventRow = Readonly<Record<string, string | null>>;

export function rowsOf(batches: readonly EventBatch[]): readonly EventRow[] {
  return batches.flatMap(({ columns, rows, values }) =>
    Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(columns.map((column, c) => [column, values[c]?.[row] ?? null])),
    ),
  );
}

/** Equal for events with equal values, whatever the order of their columns. */
export function keyOf(row: EventRow): string {
  return JSON.stringify(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** What is missing from, or too much in, `found`, counted: events may occur more than once. */
export function differenceOf(found: readonly EventRow[], expected: readonly EventRow[]): string | undefined {
  const open = new Map<string, number>();
  for (const row of expected) count(open, keyOf(row), 1);
  for (const row of found) count(open, keyOf(row), -1);
  const missing = [...open].filter(([, times]) => times > 0);
  const extra = [...open].filter(([, times]) => times < 0);
  const faults = [
    missing.length > 0 && `${sum(missing)} of ${expected.length} events did not arrive, such as ${example(missing)}`,
    extra.length > 0 &&
      `${-sum(extra)} events arrived that the source does not hold so often, such as ${example(extra)}`,
  ].filter((fault) => fault !== false);
  return faults.length === 0 ? undefined : faults.join("; ");
}

function count(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function sum(entries: readonly (readonly [string, number])[]): number {
  return entries.reduce((total, [, times]) => total + times, 0);
}

const LONGEST = 300;

function example([first]: readonly (readonly [string, number])[]): string {
  const [key] = first!;
  return key.length <= LONGEST ? key : `${key.slice(0, LONGEST).toWellFormed()}…`;
}

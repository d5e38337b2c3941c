import type { EventBatch, FoldedRarity, OutputRow, RunResult } from "@winnow/core";
import { tickText } from "../kql/quote.ts";
import type { ColumnName, TableRow } from "./columns.ts";
import { FIELD_BYTES, fitField, fromEntries } from "./fit.ts";

/** What a row says of the result, whenever it is written: all columns but those that name the run, and what was cut. */
export type RowContent = Omit<TableRow, "TimeGenerated" | "RunId" | "Cut">;

/** The rows of a result as the table has them, in reading order, uncut. */
export function* rowContents(result: RunResult): Generator<RowContent> {
  let next = 0;
  for (const [index, row] of result.rows.entries()) {
    const events = row.folded.map(() => next++);
    yield rowContent(result, row, index, events);
  }
}

function rowContent(result: RunResult, row: OutputRow, index: number, events: readonly number[]): RowContent {
  const { profile, exemplars, foldedEvents } = result;
  const exemplar = eventOf(exemplars, index);
  return {
    RowId: String(row.key),
    Profile: wellFormed(profile.name),
    Rank: row.rank,
    ClusterId: row.clusterId,
    ClusterSize: row.size,
    FirstEventTime: instant(row.firstTime),
    LastEventTime: instant(row.lastTime),
    Reasons: row.reasons.map(wellFormed),
    Exemplar: fromEntries([...exemplar].filter(([, value]) => value !== null)),
    Kept: named(result.kept, row.kept.map(wellFormed)),
    Features: named(result.features, [...row.features].map(finite)),
    Folded: row.folded.map((rarity, place) => folded(rarity, eventOf(foldedEvents, events[place]!), exemplar)),
  };
}

/** Lone surrogates are no text that the service could keep. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}

function instant(microseconds: bigint | null): string | null {
  return microseconds === null ? null : tickText(microseconds * 10n);
}

/** JSON has no other numbers. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function named(names: readonly string[], values: readonly unknown[]): Readonly<Record<string, unknown>> {
  return fromEntries(names.map((name, index) => [wellFormed(name), values[index]]));
}

function eventOf({ columns, values }: EventBatch, row: number): ReadonlyMap<string, string | null> {
  return new Map(columns.map((name, index) => [wellFormed(name), values[index]![row]?.toWellFormed() ?? null]));
}

/** Of a folded event only what differs from the exemplar is repeated. */
function folded(
  { event, values }: FoldedRarity,
  columns: ReadonlyMap<string, string | null>,
  exemplar: ReadonlyMap<string, string | null>,
): Readonly<Record<string, unknown>> {
  const differs = [...columns].filter(([name, value]) => value !== (exemplar.get(name) ?? null));
  const rare = values.map(({ field, value, events }) => ({ Field: field, Value: wellFormed(value), Events: events }));
  return { Row: event, Rare: rare, Differs: fromEntries(differs) };
}

/**
 * A row as it is sent: with the run's name, and with every field short enough for the service.
 * @param bytes of the content's JSON: where the whole is short, so is every field
 */
export function writtenRow(content: RowContent, bytes: number, runId: string, time: string): TableRow {
  const run = { TimeGenerated: time, RunId: runId };
  if (bytes <= FIELD_BYTES) return { ...content, ...run, Cut: null };
  const fields: [string, unknown][] = [];
  const cut: [string, number][] = [];
  for (const [name, value] of Object.entries(content) as [ColumnName, unknown][]) {
    const fitted = fitField(value);
    fields.push([name, fitted.value]);
    if (fitted.bytes !== undefined) cut.push([name, fitted.bytes]);
  }
  return { ...(fromEntries(fields) as RowContent), ...run, Cut: cut.length === 0 ? null : fromEntries(cut) };
}

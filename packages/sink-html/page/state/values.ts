import type { ReportData } from "../../src/data/report-data.ts";
import { cellsOf, textAt } from "./report.ts";

/** Where the values of a field occur. */
export interface Occurrences {
  /** Rows (positions from 0) that hold an event with the value. Empty texts of the source are values, missing ones are not. */
  readonly rows: ReadonlyMap<string, ReadonlySet<number>>;
  /** Whether every event was looked at; else there may be more values, and more rows with them. */
  readonly exact: boolean;
}

const known = new WeakMap<ReportData, Map<string, Occurrences>>();

/** A field's values in all events, as far as the page knows them: of those that it holds, and of every group's kept values. */
export function occurrencesOf(data: ReportData, field: string): Occurrences {
  const ofData = known.get(data) ?? new Map<string, Occurrences>();
  known.set(data, ofData);
  const found = ofData.get(field) ?? findOccurrences(data, field);
  ofData.set(field, found);
  return found;
}

function findOccurrences(data: ReportData, field: string): Occurrences {
  const rows = new Map<string, Set<number>>();
  const add = (value: string, row: number): void => {
    const holding = rows.get(value);
    if (holding === undefined) rows.set(value, new Set([row]));
    else holding.add(row);
  };
  const { events, analysis } = data;
  cellsOf(events, field)?.forEach((cell, event) => {
    const text = textAt(events, cell);
    if (text !== null) add(text, events.rows[event]!);
  });
  if (events.complete) return { rows, exact: true };
  const position = analysis.plan.kept.findIndex(({ name }) => name === field);
  if (position < 0) return { rows, exact: false };
  addKept(data, position, add);
  // Of groups that were merged to save room, only the earliest event's value is left.
  return { rows, exact: analysis.mergedFrom === undefined };
}

function addKept(
  { analysis: { groups, plan }, rows }: ReportData,
  position: number,
  add: (value: string, row: number) => void,
): void {
  const texts = groups.dictionaries[position]!;
  rows.forEach((row, index) => {
    for (const group of row.groups) {
      const text = texts[groups.kept[group * plan.kept.length + position]!]!;
      // Kept values do not tell an empty text from none.
      if (text !== "") add(text, index);
    }
  });
}

import { signal, type Signal } from "@preact/signals";
import type { Report } from "./report.ts";
import { searchRows } from "./search.ts";
import { rowMarks, selectedRows, type RowMark } from "./selection.ts";
import { occurrencesOf } from "./values.ts";

/** Which rows the reader wants to see; what is `null` or empty leaves all of them. */
export interface Filters {
  readonly search: string;
  readonly kind: "clusters" | "noise" | null;
  /** `none`: rows without a mark. */
  readonly mark: RowMark | "none" | null;
  /** Only the rows that were picked out, on the map or elsewhere. */
  readonly selected: boolean;
  /** Values that some event of the row has, by canonical field. */
  readonly fields: ReadonlyMap<string, string>;
}

export const NO_FILTERS: Filters = { search: "", kind: null, mark: null, selected: false, fields: new Map() };

export const filters: Signal<Filters> = signal(NO_FILTERS);

export function filterBy(change: Partial<Filters>): void {
  filters.value = { ...filters.peek(), ...change };
}

/** Sets or, with `null`, lifts the filter on one field. */
export function filterField(field: string, value: string | null): void {
  const fields = new Map(filters.peek().fields);
  if (value === null) fields.delete(field);
  else fields.set(field, value);
  filterBy({ fields });
}

export function isFiltered({ search, kind, mark, selected, fields }: Filters): boolean {
  return search.trim() !== "" || kind !== null || mark !== null || selected || fields.size > 0;
}

/** The rows (positions from 0, in reading order) that pass; reads the signals it depends on. */
export function filteredRows(report: Report): readonly number[] {
  const { search, kind, mark, selected, fields } = filters.value;
  const marks = mark === null ? null : rowMarks.value;
  const picked = selected ? selectedRows.value : null;
  const found = search.trim() === "" ? null : searchRows(report, search);
  const wanted = Array.from(fields, ([field, value]) => occurrencesOf(report.data, field).rows.get(value));
  return report.data.rows.flatMap(({ clusterId }, row) => {
    const passes =
      (kind === null || clusterId < 0 === (kind === "noise")) &&
      (marks === null || (marks.get(row) ?? "none") === mark) &&
      (picked === null || picked.has(row)) &&
      (found === null || found[row] === 1) &&
      wanted.every((rows) => rows?.has(row) === true);
    return passes ? [row] : [];
  });
}

/** The values of a field, those in most rows first, with the number of rows that hold one of them. */
export function valuesOf({ data }: Report, field: string): readonly (readonly [value: string, rows: number])[] {
  const counts = Array.from(occurrencesOf(data, field).rows, ([value, rows]) => [value, rows.size] as const);
  return counts.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

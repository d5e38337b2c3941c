import type { ReportData } from "../../../src/data/report-data.ts";
import { groupTexts, rowOfGroups } from "../../state/groups.ts";
import { cellsOf, textAt } from "../../state/report.ts";

/** Events counted by two fields. */
export interface Crosstab {
  /** Values of the second field, the number or text as recorded; `""` where there is none. */
  readonly columns: readonly string[];
  /** The most events first. */
  readonly rows: readonly CrosstabRow[];
  readonly totals: readonly number[];
  readonly total: number;
  /**
   * What was counted: every `event`; the `groups` of equal events with the values that the run kept of them, which is
   * as exact; or each group or row as if all its events were like its `exemplar`.
   */
  readonly by: "event" | "groups" | "exemplar";
}

export interface CrosstabRow {
  readonly name: string;
  /** One for each column. */
  readonly counts: readonly number[];
  readonly total: number;
}

type Counted = Pick<ReportData, "analysis" | "rows" | "events">;

/** How many events have which values of two canonical fields. */
export function crosstab(data: Counted, rowField: string, columnField: string): Crosstab {
  const counts = new Map<string, Map<string, number>>();
  const add = (row: string, column: string, events: number): void => {
    const own = counts.get(row) ?? new Map<string, number>();
    counts.set(row, own);
    own.set(column, (own.get(column) ?? 0) + events);
  };
  const by = data.events.complete
    ? countEvents(data, rowField, columnField, add)
    : countGroups(data, rowField, columnField, add);
  return tabulate(counts, by);
}

type Add = (row: string, column: string, events: number) => void;

function countEvents({ events }: Counted, rowField: string, columnField: string, add: Add): "event" {
  const [rows, columns] = [cellsOf(events, rowField), cellsOf(events, columnField)];
  for (let event = 0; event < events.size; event++)
    add(textAt(events, rows?.[event] ?? -1) ?? "", textAt(events, columns?.[event] ?? -1) ?? "", 1);
  return "event";
}

/** The feature that is a field's number. */
const NUMBERS: ReadonlyMap<string, string> = new Map([["winlog.logon.type", "LogonType"]]);

function countGroups(data: Counted, rowField: string, columnField: string, add: Add): Crosstab["by"] {
  const { groups, plan } = data.analysis;
  const [names, kept] = [groupTexts(data, rowField), groupTexts(data, columnField)];
  const feature = kept.exact ? -1 : plan.features.findIndex(({ name }) => name === NUMBERS.get(columnField));
  const column = (group: number): string =>
    feature < 0 ? kept.of(group) : numberText(groups.features[group * plan.features.length + feature]!);
  const rowOf = rowOfGroups(data);
  for (let group = 0; group < groups.size; group++)
    if (rowOf[group]! >= 0) add(names.of(group), column(group), groups.counts[group]!);
  return names.exact && (kept.exact || feature >= 0) ? "groups" : "exemplar";
}

/** −1 is what the feature says where there is no type. */
function numberText(value: number): string {
  return value < 0 ? "" : String(value);
}

function tabulate(counts: ReadonlyMap<string, ReadonlyMap<string, number>>, by: Crosstab["by"]): Crosstab {
  const columns = [...new Set([...counts.values()].flatMap((own) => [...own.keys()]))].sort(compareNumeric);
  const rows = Array.from(counts, ([name, own]): CrosstabRow => {
    const cells = columns.map((column) => own.get(column) ?? 0);
    return { name, counts: cells, total: sum(cells) };
  }).sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  const totals = columns.map((_, at) => sum(rows.map(({ counts: cells }) => cells[at]!)));
  return { columns, rows, totals, total: sum(totals), by };
}

const collator = new Intl.Collator("en", { numeric: true });

function compareNumeric(a: string, b: string): number {
  return (a === "" ? 1 : 0) - (b === "" ? 1 : 0) || collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Which column the rows are ordered by: `name`, `total` or a position among the columns. */
export type CrosstabKey = "name" | "total" | number;

export function sortedRows({ rows }: Crosstab, key: CrosstabKey, descending: boolean): readonly CrosstabRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (key === "name") return sign * collator.compare(a.name, b.name);
    const [x, y] = key === "total" ? [a.total, b.total] : [a.counts[key]!, b.counts[key]!];
    return sign * (x - y) || collator.compare(a.name, b.name);
  });
}

import type { Report } from "../../state/report.ts";

/** What can be said of a group of the analysis: by its own earliest event where the page holds it. */
export interface GroupWords {
  readonly label: string;
  readonly text: string | null;
}

const known = new WeakMap<Report, ReadonlyMap<number, number>>();

/** Event of the page's table by data row. */
export function eventsByDataRow(report: Report): ReadonlyMap<number, number> {
  const made =
    known.get(report) ?? new Map(Array.from(report.data.events.dataRows, (dataRow, event) => [dataRow, event]));
  known.set(report, made);
  return made;
}

/** @param rowOf the run's row of the group: it speaks for a group of which the page holds no event */
export function wordsOf(report: Report, group: number, rowOf: number): GroupWords {
  const event = eventsByDataRow(report).get(report.data.analysis.groups.exemplars[group]!);
  if (event !== undefined) {
    const text = report.textField === null ? null : report.field(report.textField, event);
    return { label: labelOfEvent(report, event), text };
  }
  return { label: keptLabel(report, group) ?? report.labelOf(rowOf), text: null };
}

const LABELS = ["process.name", "process.executable", "user.account", "user.name", "host.name"];

function labelOfEvent(report: Report, event: number): string {
  return LABELS.map((field) => report.field(field, event)).find((text) => text !== null && text !== "") ?? "";
}

function keptLabel({ data }: Report, group: number): string | undefined {
  const { groups, plan } = data.analysis;
  const width = groups.dictionaries.length;
  return LABELS.map((field) => plan.kept.findIndex(({ name }) => name === field))
    .filter((position) => position >= 0)
    .map((position) => groups.dictionaries[position]![groups.kept[group * width + position]!]!)
    .find((text) => text !== "");
}

const rowsKnown = new WeakMap<Report, Int32Array>();

/** The run's row of each group. */
export function rowOfGroups(report: Report): Int32Array {
  const made = rowsKnown.get(report) ?? makeRowOfGroups(report);
  rowsKnown.set(report, made);
  return made;
}

function makeRowOfGroups({ data }: Report): Int32Array {
  const rows = new Int32Array(data.analysis.groups.size);
  data.rows.forEach(({ groups }, row) => {
    for (const group of groups) rows[group] = row;
  });
  return rows;
}

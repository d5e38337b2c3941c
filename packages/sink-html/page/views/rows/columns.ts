import { signal, type Signal } from "@preact/signals";
import { cellsOf, textAt, type Report } from "../../state/report.ts";
import { recall, remember } from "../../state/memory.ts";

/** A column of the table of rows. */
export interface Column {
  /** Unique; texts from data only behind a prefix. */
  readonly id: string;
  readonly title: string;
  readonly kind: "text" | "command" | "number" | "time" | "duration";
  /** In pixels, where there is room for all. */
  readonly width: number;
  readonly value: (row: number) => string | number | bigint | null;
}

/** Titles for fields that readers meet most; the others go by their names. */
const TITLES: Readonly<Record<string, string>> = {
  "process.command_line": "Command line",
  "process.name": "Program",
  "process.executable": "Path",
  "process.parent.name": "Parent",
  "process.parent.executable": "Parent's path",
  "user.name": "User",
  "user.account": "Account",
  "host.name": "Host",
  "source.ip": "Source",
  "winlog.logon.type": "Logon type",
  "event.outcome": "Outcome",
};

export function titleOf(field: string): string {
  return Object.hasOwn(TITLES, field) ? TITLES[field]! : field;
}

/** Every column that the table can show: the row's own, canonical fields, features, columns of the source. */
export function allColumns(report: Report): readonly Column[] {
  return [...rowColumns(report), ...fieldColumns(report), ...featureColumns(report), ...sourceColumns(report)];
}

export const RANK = "rank";

function rowColumns({ data: { rows } }: Report): Column[] {
  return [
    { id: RANK, title: "#", kind: "number", width: 52, value: (row) => row + 1 },
    { id: "size", title: "Events", kind: "number", width: 78, value: (row) => rows[row]!.size },
    { id: "first", title: "First", kind: "time", width: 168, value: (row) => rows[row]!.firstTime },
    { id: "last", title: "Last", kind: "time", width: 168, value: (row) => rows[row]!.lastTime },
    {
      id: "duration",
      title: "Duration",
      kind: "duration",
      width: 92,
      value: (row) => {
        const { firstTime, lastTime } = rows[row]!;
        return firstTime === null || lastTime === null ? null : lastTime - firstTime;
      },
    },
    { id: "cluster", title: "Cluster", kind: "number", width: 72, value: (row) => rows[row]!.clusterId },
    { id: "rarities", title: "Folded", kind: "number", width: 72, value: (row) => rows[row]!.folded.length },
  ];
}

function fieldColumns(report: Report): Column[] {
  const { events, rows } = report.data;
  return Object.keys(events.fields).map((field): Column => {
    const cells = cellsOf(events, field)!;
    const isText = field === report.textField;
    return {
      id: `field:${field}`,
      title: titleOf(field),
      kind: field === "process.command_line" ? "command" : "text",
      width: widthOf(field, isText),
      value: (row) => textAt(events, cells[rows[row]!.exemplar]!),
    };
  });
}

function widthOf(field: string, isText: boolean): number {
  if (field === "process.command_line") return isText ? 420 : 260;
  return isText || field.endsWith("executable") ? 260 : 150;
}

function featureColumns({ data: { rows, analysis } }: Report): Column[] {
  const { groups, plan } = analysis;
  return plan.features.map(({ name }, at): Column => {
    const value = (row: number): number => groups.features[rows[row]!.groups[0]! * plan.features.length + at]!;
    return { id: `feature:${name}`, title: name, kind: "number", width: 110, value };
  });
}

function sourceColumns({ data: { rows, events } }: Report): Column[] {
  return events.columns.map(({ name, cells }): Column => {
    const value = (row: number): string | null => textAt(events, cells[rows[row]!.exemplar]!);
    return { id: `column:${name}`, title: name, kind: "text", width: 160, value };
  });
}

/** What is shown until the reader chooses. */
const FIRST_CHOICE = [
  "size",
  "first",
  "field:process.name",
  "field:user.name",
  "field:host.name",
  "field:source.ip",
  "field:winlog.logon.type",
  "field:event.outcome",
];

/** Columns by id, in the order of the table; the rank and the text are always there. */
export const chosenColumns: Signal<readonly string[] | null> = signal(readChoice());

export function chooseColumns(ids: readonly string[] | null): void {
  chosenColumns.value = ids;
  remember("columns", JSON.stringify(ids));
}

function readChoice(): readonly string[] | null {
  try {
    const ids: unknown = JSON.parse(recall("columns") ?? "null");
    return Array.isArray(ids) && ids.every((id) => typeof id === "string") ? ids : null;
  } catch {
    return null;
  }
}

/** The columns to show: the rank first, the text last, as it takes what room is left. */
export function shownColumns(columns: readonly Column[], report: Report): readonly Column[] {
  const text = textColumnId(report);
  const wanted = new Set(chosenColumns.value ?? firstChoice(report));
  return [
    ...columns.filter(({ id }) => id === RANK),
    ...columns.filter(({ id }) => id !== RANK && id !== text && wanted.has(id)),
    ...columns.filter(({ id }) => id === text),
  ];
}

export function firstChoice(report: Report): readonly string[] {
  const { labelField, textField, data } = report;
  const hosts = new Set(data.rows.map(({ exemplar }) => report.field("host.name", exemplar)));
  // What the text says already, or no row has, needs no column.
  const spared = new Set([
    ...(hosts.size > 1 ? [] : ["field:host.name"]),
    ...(textField?.startsWith("user.") ? ["field:user.name"] : []),
    ...(labelField?.startsWith("user.") ? ["field:process.name"] : []),
    ...(textField === "process.command_line"
      ? ["field:event.outcome", "field:winlog.logon.type", "field:source.ip"]
      : []),
  ]);
  return FIRST_CHOICE.filter((id) => !spared.has(id));
}

export function textColumnId({ textField, data }: Report): string | undefined {
  return textField === null ? data.events.columns[0] && `column:${data.events.columns[0].name}` : `field:${textField}`;
}

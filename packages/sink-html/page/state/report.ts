import type { EventTable, ReportData, ReportRow } from "../../src/data/report-data.ts";

/** The data of the page with the questions that views ask of it. Made once, when the page opens. */
export interface Report {
  readonly data: ReportData;
  /** Text of a canonical field of an event; `null` where the event, or the source, has none. */
  field(name: string, event: number): string | null;
  hasField(name: string): boolean;
  /** The row at a reading position counted from 0, which is how rows are named all through the page. */
  row(index: number): ReportRow;
  /** The program of a row's exemplar, or what stands for it: whatever tells rows apart best. */
  labelOf(index: number): string;
  /** The field that says most of an event: the command line, or for logons the account. */
  readonly textField: string | null;
  /** The field that rows are told apart by in short: the program, or for logons the account. */
  readonly labelField: string | null;
}

/** Fields that say what an event is, the most telling first. */
const TEXT_FIELDS = ["process.command_line", "process.executable", "user.account", "user.name"];
const LABEL_FIELDS = ["process.name", "process.executable", "user.account", "user.name", "host.name"];

export function makeReport(data: ReportData): Report {
  const { events } = data;
  const textField = mostTelling(data, TEXT_FIELDS);
  const labelField = mostTelling(data, LABEL_FIELDS);
  const labels = LABEL_FIELDS.filter((name) => name === labelField || cellsOf(events, name) !== undefined);
  const field = (name: string, event: number): string | null => textAt(events, cellsOf(events, name)?.[event] ?? -1);
  return {
    data,
    field,
    hasField: (name) => cellsOf(events, name) !== undefined,
    row: (index) => data.rows[index]!,
    labelOf: (index) => {
      const { exemplar } = data.rows[index]!;
      const own = labelField === null ? null : field(labelField, exemplar);
      if (own !== null && own !== "") return own;
      return labels.map((name) => field(name, exemplar)).find((text) => text !== null && text !== "") ?? "";
    },
    textField,
    labelField,
  };
}

/** Most events of logons name no program: what most rows lack says little of them. */
const MOST_ROWS = 0.6;

/** The first field that most rows have and that tells rows apart (`sshd` in every row does not); else one that most have. */
function mostTelling({ rows, events }: ReportData, names: readonly string[]): string | null {
  const had = names.filter((name) => {
    const cells = cellsOf(events, name);
    return (
      cells !== undefined && rows.filter(({ exemplar }) => cells[exemplar]! >= 0).length >= MOST_ROWS * rows.length
    );
  });
  const telling = had.find((name) => new Set(rows.map(({ exemplar }) => cellsOf(events, name)![exemplar]!)).size > 1);
  return telling ?? had[0] ?? null;
}

export function cellsOf({ fields }: EventTable, name: string): Int32Array | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

export function textAt({ texts }: EventTable, cell: number): string | null {
  return cell < 0 ? null : texts[cell]!;
}

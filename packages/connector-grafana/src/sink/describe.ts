import { formatTime } from "@winnow/expressions";
import { type OutputRow, type RunResult } from "@winnow/core";
import { inertText } from "./inert.ts";

/** What an analyst looks at first, where a source has it. */
const TELLING = [
  "host.name",
  "user.name",
  "process.executable",
  "process.command_line",
  "process.parent.executable",
  "source.ip",
  "winlog.logon.type",
  "event.outcome",
];

/** A field of a row's exemplar, as it stands in the log. */
export interface ToldField {
  readonly field: string;
  readonly value: string;
}

/** What to tell of the exemplar of each row: fields that have a value there. */
export function exemplarFields(result: RunResult): (row: number) => readonly ToldField[] {
  const read = TELLING.flatMap((field) => {
    const reader = result.reader(field)?.(result.exemplars);
    return reader === undefined ? [] : [{ field, reader }];
  });
  return (row) =>
    read.map(({ field, reader }) => ({ field, value: reader(row) })).filter(({ value }) => value.trim() !== "");
}

export function sizeText({ size, clusterId }: OutputRow): string {
  const events = size === 1 ? "1 event" : `${size.toLocaleString("en")} events`;
  return clusterId < 0 ? `${events}, like no other` : `${events}, cluster ${clusterId}`;
}

/** `2019-01-15 05:24:24 UTC`; empty without a time. */
export function timeText(time: bigint | null): string {
  return time === null ? "" : `${formatTime(time).slice(0, 19).replace("T", " ")} UTC`;
}

/** `field: value`, inert, one after the other. */
export function fieldsText(fields: readonly ToldField[], between: string): string {
  return fields.map(({ field, value }) => `${inertText(field)}: ${inertText(value)}`).join(between);
}

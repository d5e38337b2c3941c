import { unfitOptions } from "../errors.ts";
import { columnsOf, type FrameColumn } from "../frames/columns.ts";
import { decodeField, instantsOf, isTime } from "../frames/decode.ts";
import type { Frame, RawField } from "../frames/frame.ts";
import { nanosOfIso } from "../frames/time.ts";
import type { Range } from "./range.ts";

/** Some rows of a frame. */
export interface FrameRows {
  readonly columns: readonly FrameColumn[];
  readonly rows: number;
  /** Rows without a time: nobody can say which slice they belong to. */
  readonly untimed: number;
}

/** All rows of a frame. */
export function allRows(frame: Frame): FrameRows {
  return { columns: columnsOf(frame), rows: frame.rows, untimed: 0 };
}

/**
 * The rows of a frame whose time lies in the slice. Where the frame has no time that tells, all of them.
 * @param timeColumn its name, where it is given; else the first field of times is taken
 */
export function rowsWithin(frame: Frame, slice: Range, timeColumn: string | undefined): FrameRows {
  const times = timesOf(frame, timeColumn);
  if (times === undefined) return allRows(frame);
  const kept: number[] = [];
  let untimed = 0;
  times.forEach((nanos, row) => {
    if (nanos === null) untimed++;
    else if (nanos >= slice.from && nanos < slice.to) kept.push(row);
  });
  const columns = columnsOf(frame);
  if (kept.length === frame.rows) return { columns, rows: frame.rows, untimed };
  const some = columns.map(({ name, values }) => ({ name, values: kept.map((row) => values[row]!) }));
  return { columns: some, rows: kept.length, untimed };
}

/** The instant of each row; `undefined` where the frame has no time. */
export function timesOf(frame: Frame, timeColumn: string | undefined): (bigint | null)[] | undefined {
  const field = timeColumn === undefined ? frame.fields.find(isTime) : namedField(frame, timeColumn);
  if (field === undefined) return undefined;
  if (isTime(field)) return instantsOf(field);
  return decodeField(field).map((text) => instantOfText(text, field));
}

function namedField({ fields, rows }: Frame, name: string): RawField | undefined {
  const found =
    fields.find((field) => field.name === name) ??
    fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined || rows === 0) return found;
  const names = fields.map((field) => JSON.stringify(field.name)).join(", ");
  throw unfitOptions({
    reason: `the answer has no column ${JSON.stringify(name)}`,
    hint: `timeColumn must be one of: ${names}.`,
  });
}

function instantOfText(text: string | null, { name }: RawField): bigint | null {
  if (text === null || text === "") return null;
  const nanos = nanosOfIso(text);
  if (nanos !== undefined) return nanos;
  throw unfitOptions({
    reason: `column ${JSON.stringify(name)} holds ${JSON.stringify(text.slice(0, 40))}, which is no time`,
    hint: "timeColumn must name a column of times, or of ISO 8601 texts.",
  });
}

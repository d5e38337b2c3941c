import type { Row } from "@winnow/log-lines";
import type { Entry } from "../entry.ts";

/**
 * What a line says, as columns and values in order, a name as often as it occurs. Most lines are one event; one that says
 * that it stands for several gives so many. `undefined` where the line is not of the form that is looked for.
 */
export type LineParser = (line: string, entry: Entry) => LineEvents | undefined;

export interface LineEvents {
  /** Values of the columns that every event of this form has. */
  readonly row?: Row;
  readonly fields?: readonly (readonly [name: string, value: string | null])[];
  /** How many events the line stands for; 1 when left out. */
  readonly times?: number;
}

/** How lines are read into fields: a form that has a name, or one that is described. */
export type LineForm =
  | "none"
  | "json"
  | "logfmt"
  | "syslog"
  | "windows-event"
  | { readonly pattern: string }
  | { readonly regexp: string };

export interface LineReading {
  readonly parse: LineParser;
  /** Columns of every event. */
  readonly columns: readonly string[];
  /** What the lines should be, for the warning about those that are not. */
  readonly form: string;
}

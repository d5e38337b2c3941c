import type { Row } from "../row-batcher.ts";
import type { LineColumn } from "./columns.ts";
import { readMessage } from "./messages/read-message.ts";

/** A row of `SYSLOG_COLUMNS`: what the logger wrote, and what the message says. */
export function eventRow(line: Readonly<Record<LineColumn, string | null>>): Row {
  return new Map(Object.entries({ ...line, ...readMessage(line.program, line.message ?? "") }));
}

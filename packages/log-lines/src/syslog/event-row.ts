import type { Row } from "../row-batcher.ts";
import { MESSAGE_COLUMNS, type LineColumn, type MessageColumn } from "./columns.ts";
import { readMessage } from "./messages/read-message.ts";

const FACTS = Object.keys(MESSAGE_COLUMNS) as readonly MessageColumn[];

/** A row of `SYSLOG_COLUMNS`: what the logger wrote, and what the message says. */
export function eventRow(line: ReadonlyMap<LineColumn, string | null>): Row {
  const row = new Map<string, string | null>(line);
  const facts = readMessage(line.get("program") ?? null, line.get("message") ?? "");
  for (const name of FACTS) {
    const fact = facts[name];
    if (fact !== undefined) row.set(name, fact);
  }
  return row;
}

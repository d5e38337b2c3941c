import {
  eventRow,
  parseLine,
  priorityNames,
  repeatedMessage,
  type LineColumn,
  type SyslogLine,
} from "@winnow/log-lines";
import { isoOfNanos } from "../../frames/time.ts";
import type { Entry } from "../entry.ts";
import type { LineEvents } from "./parser.ts";

/** Labels in which collectors put what stands before the message in a file. */
const PROGRAM_LABELS = [
  "syslog_identifier",
  "identifier",
  "appname",
  "app_name",
  "application",
  "app",
  "program",
  "unit",
];
const HOST_LABELS = ["hostname", "host", "nodename", "node", "instance"];
const PID_LABELS = ["pid", "procid", "proc_id"];

/** Lines may say that they stand for several events; forged ones must not make events without end. */
const MOST_REPEATS = 65_536;

/**
 * A line of an auth log: whole, as it stands in a file, or the message alone, where the collector made labels of the
 * rest. The time is the line's own where it bears date and zone, else Loki's.
 */
export function parseSyslogLine(text: string, entry: Entry): LineEvents | undefined {
  const line = parseLine(text) ?? fromLabels(text, entry);
  if (line === undefined) return undefined;
  const repeated = repeatedMessage(line.message);
  const times = repeated === undefined || repeated.times > MOST_REPEATS ? 1 : repeated.times;
  const message = times === 1 ? line.message : repeated!.message;
  const { facility, severity } = priorityNames(line.priority);
  const row = new Map<LineColumn, string | null>([
    ["time", ownTime(line.time) ?? isoOfNanos(entry.nanos)],
    ["host", line.host ?? labelled(entry, HOST_LABELS)],
    ["program", line.program],
    ["pid", line.pid],
    ["facility", facility],
    ["severity", severity],
    ["msgid", line.msgid],
    ["structured_data", line.structuredData],
    ["message", message],
    ["repeated", times === 1 ? null : String(times)],
  ]);
  return { row: eventRow(row), times };
}

function ownTime(time: SyslogLine["time"]): string | undefined {
  return typeof time === "string" && /(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? time : undefined;
}

function fromLabels(message: string, entry: Entry): SyslogLine | undefined {
  const program = labelled(entry, PROGRAM_LABELS);
  if (program === null) return undefined;
  return {
    time: null,
    priority: null,
    host: null,
    // A unit of systemd; Debian calls the one of sshd ssh.
    program: program.replace(/\.service$/, "").replace(/^ssh$/, "sshd"),
    pid: labelled(entry, PID_LABELS),
    msgid: null,
    structuredData: null,
    message,
  };
}

function labelled({ labels, metadata }: Entry, names: readonly string[]): string | null {
  for (const name of names) {
    const found = labels[name] ?? metadata[name];
    if (found !== undefined && found !== "") return found;
  }
  return null;
}

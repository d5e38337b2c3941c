import { formatTime, TIME_FIELD } from "@winnow/expressions";
import { type EventBatch } from "@winnow/core";
import {
  buildProcessForest,
  linkSessions,
  readProcessStarts,
  type LinkedSessions,
  type ProcessForest,
} from "@winnow/process-graph";
import type { ReportData } from "../../../src/data/report-data.ts";
import { cellsOf, textAt } from "../../state/report.ts";

type Held = Pick<ReportData, "events" | "range">;

/** The process trees of the events that the page holds, with the sessions above them. */
export interface Forest {
  readonly findings: ProcessForest["findings"];
  readonly linked: LinkedSessions;
  /** The process that an event (position in the table) started. */
  readonly nodeOf: (event: number) => string | undefined;
  /** Position in the table of the event at a data row. */
  readonly eventAt: (dataRow: number) => number | undefined;
  /** The account that most processes of a session ran under; empty where none is known. */
  readonly userOf: (session: string) => string;
}

const known = new WeakMap<Held, Forest>();

/** Built when it is first asked for. */
export function forestOf(data: Held): Forest {
  const made = known.get(data) ?? build(data);
  known.set(data, made);
  return made;
}

export function hasProcesses({ events }: Held): boolean {
  const starts = ["process.executable", "process.name", "process.command_line"];
  // A logon names the program that asked for it; that is no start.
  return (
    events.size > 0 &&
    cellsOf(events, "process.pid") !== undefined &&
    cellsOf(events, "winlog.logon.type") === undefined &&
    cellsOf(events, "process.parent.pid") !== undefined &&
    starts.some((field) => cellsOf(events, field) !== undefined)
  );
}

function build({ events, range }: Held): Forest {
  const batch: EventBatch = { columns: [], rows: events.size, values: [], dataRows: events.dataRows };
  const reader = (field: string) => () => (event: number) => {
    if (field === TIME_FIELD) return range === null ? "" : formatTime(events.times[event]!);
    return textAt(events, cellsOf(events, field)?.[event] ?? -1) ?? "";
  };
  const forest = buildProcessForest(readProcessStarts(batch, { reader }));
  // The logons are events of another run: sessions are known by their ids.
  const linked = linkSessions(forest, []);
  const positions = new Map<number, number>();
  events.dataRows.forEach((dataRow, event) => positions.set(dataRow, event));
  return {
    findings: forest.findings,
    linked,
    nodeOf: (event) => forest.nodeOf(events.dataRows[event]!),
    eventAt: (dataRow) => positions.get(dataRow),
    userOf: usersOf(linked),
  };
}

function usersOf({ graph, sessionOf }: LinkedSessions): (session: string) => string {
  const counts = new Map<string, Map<string, number>>();
  graph.forEachNode((key, node) => {
    const session = sessionOf(key);
    if (session === undefined || node.kind === "session" || node.user === "") return;
    const users = counts.get(session) ?? new Map<string, number>();
    counts.set(session, users.set(node.user, (users.get(node.user) ?? 0) + 1));
  });
  return (session) => {
    const users = [...(counts.get(session) ?? [])].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return users[0]?.[0] ?? "";
  };
}

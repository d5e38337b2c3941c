import type { SessionNode } from "@winnow/process-graph";
import type { ReportData } from "../../../src/data/report-data.ts";
import { forestOf } from "../processes/forest.ts";
import { toMs } from "./model.ts";

/** A logon session by the processes in it. Times in milliseconds since 1970, UTC. */
export interface SessionBar {
  /** In the graph of processes. */
  readonly key: string;
  readonly host: string;
  /** `SYSTEM` and the like, else the account of its processes, else its id. */
  readonly name: string;
  readonly logonId: string;
  readonly first: number;
  readonly last: number;
  /** Positions of the events in the table, by time. */
  readonly events: readonly number[];
}

/** The sessions that the events held ran in, those with most of them first. */
export function sessionBars(data: Pick<ReportData, "events" | "range">): readonly SessionBar[] {
  const { linked, nodeOf } = forestOf(data);
  const found = new Map<string, { events: number[]; users: Map<string, number> }>();
  for (let event = 0; event < data.events.size; event++) {
    const process = nodeOf(event);
    const session = process === undefined ? undefined : linked.sessionOf(process);
    if (session === undefined) continue;
    const known = found.get(session) ?? { events: [], users: new Map<string, number>() };
    found.set(session, known);
    known.events.push(event);
    const node = linked.graph.getNodeAttributes(process!);
    const user = node.kind === "session" ? "" : node.user;
    known.users.set(user, (known.users.get(user) ?? 0) + 1);
  }
  return Array.from(found, ([key, { events, users }]) =>
    bar(data, key, linked.graph.getNodeAttributes(key) as SessionNode, events, users),
  ).sort((a, b) => b.events.length - a.events.length || a.first - b.first || (a.key < b.key ? -1 : 1));
}

function bar(
  { events: table }: Pick<ReportData, "events">,
  key: string,
  node: SessionNode,
  events: readonly number[],
  users: ReadonlyMap<string, number>,
): SessionBar {
  const times = table.times;
  const ordered = events.toSorted((a, b) => (times[a]! < times[b]! ? -1 : times[a]! > times[b]! ? 1 : a - b));
  const [user] = [...users].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]!;
  return {
    key,
    host: node.host,
    name: node.name !== "" ? node.name : user !== "" ? user : node.logonId,
    logonId: node.logonId,
    first: toMs(times[ordered[0]!]!),
    last: toMs(times[ordered.at(-1)!]!),
    events: ordered,
  };
}

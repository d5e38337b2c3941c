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
  const { linked, nodeOf, userOf } = forestOf(data);
  const found = new Map<string, number[]>();
  for (let event = 0; event < data.events.size; event++) {
    const process = nodeOf(event);
    const session = process === undefined ? undefined : linked.sessionOf(process);
    if (session === undefined) continue;
    const events = found.get(session);
    if (events === undefined) found.set(session, [event]);
    else events.push(event);
  }
  const bars = Array.from(found, ([key, events]) =>
    bar(data.events.times, key, linked.graph.getNodeAttributes(key) as SessionNode, events, userOf(key)),
  );
  return bars.sort((a, b) => b.events.length - a.events.length || a.first - b.first || (a.key < b.key ? -1 : 1));
}

function bar(
  times: BigInt64Array,
  key: string,
  node: SessionNode,
  events: readonly number[],
  user: string,
): SessionBar {
  const ordered = events.toSorted((a, b) => (times[a]! < times[b]! ? -1 : times[a]! > times[b]! ? 1 : a - b));
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

import type { ProcessForest } from "../forest/build.ts";
import { compareTexts, compareTimes } from "../forest/start.ts";
import type { ProcessGraph } from "../graph.ts";
import { hostKey } from "../identifiers.ts";
import type { Logon } from "../records.ts";
import { parentOf } from "../traverse.ts";
import { Registry } from "./registry.ts";
import type { Session } from "./session.ts";

export interface SessionOptions {
  /** Also the sessions in which no process started. */
  readonly idle?: boolean;
  /** How far apart two records of one logon may be, and how long before its logon a process may start, in µs; 1 s when left out. */
  readonly window?: bigint;
}

/** What linking found out, for the analyst to know. */
export interface SessionFindings {
  /** Sessions in the graph. */
  readonly sessions: number;
  /** Of these, the ones whose logon is not among the records. Sessions that every machine has do not count. */
  readonly withoutLogon: number;
  /** Data rows of the logons that failed or that name no session. */
  readonly unlinked: readonly number[];
  /** Data rows of the logons in whose session no process started. */
  readonly idle: readonly number[];
}

export interface LinkedSessions {
  /** A copy of the forest's graph, with the sessions first: each above the topmost processes in it. */
  readonly graph: ProcessGraph;
  readonly findings: SessionFindings;
  /** The session that a process runs in; `undefined` where the records do not tell. */
  sessionOf(process: string): string | undefined;
}

const SECOND = 1_000_000n;

/**
 * Links logons to the processes that they led to, by host and logon id. Where an id was given again, a process belongs
 * to the latest logon before it. The sessions that every machine has (SYSTEM, …) are one each. A process runs in the
 * session that it was started for where its record names one, else in that of who started it.
 */
export function linkSessions(
  forest: Pick<ProcessForest, "graph">,
  logons: readonly Logon[],
  options: SessionOptions = {},
): LinkedSessions {
  const { graph } = forest;
  const registry = new Registry(windowsHosts(graph), options.window ?? SECOND);
  const unlinked = [...logons].sort(compareLogons).filter((logon) => !registry.addLogon(logon));
  graph.forEachNode((key, node) => {
    if (node.kind === "process") registry.addProcess(key, node);
  });
  const all = registry.sessions();
  const idle = all.filter(({ processes }) => processes.length === 0);
  const shown = options.idle === true ? all : all.filter(({ processes }) => processes.length > 0);
  const sessionOf = new Map(
    shown.flatMap(({ processes }, index) => processes.map((process) => [process, `s${index + 1}`] as const)),
  );
  return {
    graph: withSessions(graph, shown, sessionOf),
    findings: {
      sessions: shown.length,
      withoutLogon: shown.filter((session) => session.wellKnown === undefined && session.logons.length === 0).length,
      unlinked: ascending(unlinked.map(({ event }) => event)),
      idle: ascending(idle.flatMap(({ events }) => events)),
    },
    sessionOf: (process) => sessionOf.get(process),
  };
}

/** Hosts that write paths as Windows does. */
function windowsHosts(graph: ProcessGraph): Set<string> {
  const hosts = new Set<string>();
  graph.forEachNode((_, node) => {
    if (node.kind !== "session" && node.executable.includes("\\")) hosts.add(hostKey(node.host));
  });
  return hosts;
}

const CONTENT = [
  "logonId",
  "account",
  "type",
  "domain",
  "sid",
  "subjectLogonId",
  "sourceIp",
  "sourceHost",
  "host",
] as const;

/** By time; at one instant by content, so that the order in which logons are given changes nothing. */
function compareLogons(a: Logon, b: Logon): number {
  const byTime = compareTimes(a.time, b.time);
  if (byTime !== 0) return byTime;
  for (const key of CONTENT) {
    const order = compareTexts(a[key], b[key]);
    if (order !== 0) return order;
  }
  return a.event - b.event;
}

function withSessions(
  graph: ProcessGraph,
  sessions: readonly Session[],
  sessionOf: ReadonlyMap<string, string>,
): ProcessGraph {
  const linked: ProcessGraph = graph.nullCopy();
  sessions.forEach((session, index) => linked.addNode(`s${index + 1}`, session.toNode()));
  graph.forEachNode((key, node) => linked.addNode(key, node));
  const topmost: { readonly key: string; readonly session: string; readonly seen: bigint | null }[] = [];
  graph.forEachNode((key, { seen }) => {
    const session = sessionOf.get(key);
    const parent = parentOf(graph, key);
    if (session === undefined || (parent !== undefined && sessionOf.get(parent) === session)) return;
    topmost.push({ key, session, seen });
  });
  // Stable: processes of one instant keep the order of the graph.
  for (const { key, session } of topmost.sort((a, b) => compareTimes(a.seen, b.seen))) {
    linked.addDirectedEdgeWithKey(`${session}>${key}`, session, key, {
      kind: "opened",
      by: "logon-id",
      ambiguous: false,
    });
  }
  graph.forEachEdge((edge, attributes, source, target) => {
    linked.addDirectedEdgeWithKey(edge, source, target, attributes);
  });
  return linked;
}

function ascending(events: number[]): number[] {
  return events.sort((a, b) => a - b);
}

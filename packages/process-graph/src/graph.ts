import type { DirectedGraph } from "graphology";

/** A process: one that a start was recorded of, or one that is known only as the parent of others. */
export interface ProcessNode {
  readonly kind: "process" | "missing";
  readonly host: string;
  /** Decimal digits; empty where the source has none. */
  readonly pid: string;
  readonly entityId: string;
  readonly executable: string;
  readonly name: string;
  readonly commandLine: string;
  readonly user: string;
  /** As the source wrote it. */
  readonly logonId: string;
  readonly effectiveLogonId: string;
  /** When it started, µs since 1970, UTC; `null` where nobody recorded that. */
  readonly time: bigint | null;
  /** The earliest that is known of it: its start, or for a missing one the start of its first child. */
  readonly seen: bigint | null;
  /** Data rows that record its start, ascending; none for a missing one, several where it was recorded twice. */
  readonly events: readonly number[];
  /** How many processes are above it. */
  readonly depth: number;
  /** In a part of a graph: children, and processes anywhere below, that are not in the part. */
  readonly omittedChildren?: number;
  readonly omittedDescendants?: number;
}

/** A logon session. */
export interface SessionNode {
  readonly kind: "session";
  readonly host: string;
  /** As the logon wrote it, or else the first process of the session. */
  readonly logonId: string;
  /** `SYSTEM` and the like for the sessions that every machine has; the account for others, where a logon tells it. */
  readonly name: string;
  /** One that every machine has and nobody logs on to. */
  readonly wellKnown: boolean;
  readonly account: string;
  readonly domain: string;
  readonly sid: string;
  readonly type: string;
  readonly sourceIp: string;
  readonly sourceHost: string;
  readonly subjectLogonId: string;
  /** When it began; `null` where no logon was seen, and for a well-known one. */
  readonly time: bigint | null;
  /** The earliest that is known of it: its logon, or the start of its first process. */
  readonly seen: bigint | null;
  /** Data rows of its logons, ascending. */
  readonly events: readonly number[];
  /** Processes that run in it. */
  readonly processes: number;
}

export type GraphNode = ProcessNode | SessionNode;

/** From a parent to the process that it started, or from a session to the topmost processes in it. */
export interface GraphEdge {
  readonly kind: "started" | "opened";
  /** What the edge was found by; a `missing` parent is one that its children alone tell of. */
  readonly by: "entity-id" | "pid" | "missing" | "logon-id";
  /** Others fitted as well as this one, and nothing in the records tells which it was. */
  readonly ambiguous: boolean;
}

export interface GraphFacts {
  readonly format: "winnow/process-graph/v1";
}

/**
 * Processes and, where they were linked, the sessions above them. Nodes stand in tree order, parents first; the edges
 * that leave a node stand in order of time. Process keys are `p1`, `p2`, …, session keys `s1`, `s2`, ….
 */
export type ProcessGraph = DirectedGraph<GraphNode, GraphEdge, GraphFacts>;

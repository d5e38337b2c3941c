import type { GraphNode, ProcessGraph, ProcessNode } from "./graph.ts";

/** One step of a walk. */
export interface Visit {
  readonly node: string;
  readonly attributes: GraphNode;
  /** 0 where the walk began. */
  readonly depth: number;
}

/** The processes that nothing started, as far as the records tell, in the order of the graph. */
export function roots(graph: ProcessGraph): string[] {
  return graph.filterNodes((node, { kind }) => kind !== "session" && parentOf(graph, node) === undefined);
}

/** The sessions of a graph in its order; none before {@link linkSessions}. */
export function sessions(graph: ProcessGraph): string[] {
  return graph.filterNodes((_, { kind }) => kind === "session");
}

/** The process that started this one; `undefined` for a root and for a session. */
export function parentOf(graph: ProcessGraph, node: string): string | undefined {
  const edge = graph.findInEdge(node, (_, { kind }) => kind === "started");
  return edge === undefined ? undefined : graph.source(edge);
}

/** The session in which a process is topmost; `undefined` for one below another process of its session. */
export function sessionAbove(graph: ProcessGraph, node: string): string | undefined {
  const edge = graph.findInEdge(node, (_, { kind }) => kind === "opened");
  return edge === undefined ? undefined : graph.source(edge);
}

/**
 * Walks down from some nodes, each before those below it, siblings by time: the order in which trees are read. From a
 * session the walk goes to the topmost processes in it and on.
 *
 * @param from where to begin; all roots when left out
 */
export function* depthFirst(graph: ProcessGraph, from: readonly string[] = roots(graph)): Generator<Visit> {
  const stack = [...from].reverse().map((node) => ({ node, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, depth } = next;
    yield { node, attributes: graph.getNodeAttributes(node), depth };
    const below = graph.outNeighbors(node);
    for (let i = below.length - 1; i >= 0; i--) stack.push({ node: below[i]!, depth: depth + 1 });
  }
}

/** The processes above a node, the nearest first. */
export function* ancestors(graph: ProcessGraph, node: string): Generator<string> {
  for (let above = parentOf(graph, node); above !== undefined; above = parentOf(graph, above)) yield above;
}

/** The processes below a node in the order of {@link depthFirst}, the node itself not among them. */
export function* descendants(graph: ProcessGraph, node: string): Generator<string> {
  for (const visit of depthFirst(graph, [node])) if (visit.node !== node) yield visit.node;
}

/** A part of a graph. */
export interface Subtree {
  /** The nodes with their attributes, and in them how many children and descendants are not in the part. */
  readonly graph: ProcessGraph;
  /** Processes that are not in the part. */
  readonly omitted: number;
}

/** The smallest forest that holds some nodes: they, all that is above them, and the sessions above those. */
export function subtree(graph: ProcessGraph, nodes: Iterable<string>): Subtree {
  const kept = withAllAbove(graph, nodes);
  const omissions = countOmitted(graph, kept);
  const part: ProcessGraph = graph.nullCopy();
  graph.forEachNode((node, attributes) => {
    if (kept.has(node)) part.addNode(node, { ...attributes, ...omissions.get(node) });
  });
  graph.forEachEdge((edge, attributes, source, target) => {
    if (kept.has(source) && kept.has(target)) part.addDirectedEdgeWithKey(edge, source, target, attributes);
  });
  return { graph: part, omitted: countProcesses(graph) - countProcesses(part) };
}

function countProcesses(graph: ProcessGraph): number {
  return graph.order - sessions(graph).length;
}

function withAllAbove(graph: ProcessGraph, nodes: Iterable<string>): Set<string> {
  const kept = new Set<string>();
  const stack = [...nodes];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (kept.has(node)) continue;
    kept.add(node);
    stack.push(...graph.inNeighbors(node));
  }
  return kept;
}

type Omission = Required<Pick<ProcessNode, "omittedChildren" | "omittedDescendants">>;

/** How much below each kept process is not kept. Walked backwards, all below a node comes before the node. */
function countOmitted(graph: ProcessGraph, kept: ReadonlySet<string>): Map<string, Omission> {
  const omissions = new Map<string, Omission>();
  // Of the node that is still to come one level above: per level, what was met since the last node there.
  const children: number[] = [];
  const below: number[] = [];
  for (const { node, depth } of [...depthFirst(graph)].reverse()) {
    const omission = { omittedChildren: children[depth + 1] ?? 0, omittedDescendants: below[depth + 1] ?? 0 };
    children[depth + 1] = 0;
    below[depth + 1] = 0;
    const own = kept.has(node) ? 0 : 1;
    if (own === 0) omissions.set(node, omission);
    children[depth] = (children[depth] ?? 0) + own;
    below[depth] = (below[depth] ?? 0) + omission.omittedDescendants + own;
  }
  return omissions;
}

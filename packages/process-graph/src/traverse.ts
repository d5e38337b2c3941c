import type { GraphNode, ProcessGraph } from "./graph.ts";

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
  const part: ProcessGraph = graph.nullCopy();
  graph.forEachNode((node, attributes) => {
    if (kept.has(node)) part.addNode(node, attributes);
  });
  graph.forEachEdge((edge, attributes, source, target) => {
    if (kept.has(source) && kept.has(target)) part.addDirectedEdgeWithKey(edge, source, target, attributes);
  });
  const below = countBelow(graph, () => true);
  const keptBelow = countBelow(graph, (node) => kept.has(node));
  part.updateEachNodeAttributes((node, attributes) =>
    attributes.kind === "session"
      ? attributes
      : {
          ...attributes,
          omittedChildren: graph.outDegree(node) - part.outDegree(node),
          omittedDescendants: below.get(node)! - keptBelow.get(node)!,
        },
  );
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

/** For each process how many of those below it count: every node is added to its parent after all below it were. */
function countBelow(graph: ProcessGraph, counts: (node: string) => boolean): Map<string, number> {
  const order = [...depthFirst(graph)].map(({ node }) => node);
  const below = new Map(order.map((node) => [node, 0]));
  for (const node of order.reverse()) {
    const parent = parentOf(graph, node);
    if (parent !== undefined) below.set(parent, below.get(parent)! + below.get(node)! + (counts(node) ? 1 : 0));
  }
  return below;
}

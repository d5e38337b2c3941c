import type { ProcessGraph } from "../graph.ts";
import { exportedNode } from "./values.ts";

/**
 * The graph as JSON: graphology's own serialised form, so that `DirectedGraph.from(JSON.parse(text))` reads it, with a
 * node or an edge a line. Nodes stand in tree order, edges by their source and then by time; instants are ISO 8601
 * texts. The same graph gives the same bytes.
 *
 * @returns pieces of the text, one after the other
 */
export function* processJson(graph: ProcessGraph): Generator<string> {
  const { type, multi, allowSelfLoops } = graph;
  yield `{"options":${JSON.stringify({ type, multi, allowSelfLoops })},\n`;
  yield `"attributes":${JSON.stringify(graph.getAttributes())},\n"nodes":[`;
  yield* separated(nodesOf(graph));
  yield `],\n"edges":[`;
  yield* separated(edgesOf(graph));
  yield "]}\n";
}

function* nodesOf(graph: ProcessGraph): Generator<string> {
  for (const key of graph.nodes()) {
    const attributes = exportedNode(graph.getNodeAttributes(key));
    yield JSON.stringify({ key, attributes });
  }
}

function* edgesOf(graph: ProcessGraph): Generator<string> {
  for (const source of graph.nodes()) {
    for (const key of graph.outEdges(source)) {
      const attributes = graph.getEdgeAttributes(key);
      yield JSON.stringify({ key, source, target: graph.target(key), attributes });
    }
  }
}

function* separated(items: Iterable<string>): Generator<string> {
  let separator = "\n";
  for (const item of items) {
    yield separator + item;
    separator = ",\n";
  }
}

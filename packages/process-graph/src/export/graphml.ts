import type { GraphNode, ProcessGraph } from "../graph.ts";
import { exportedNode } from "./values.ts";

type GraphmlType = "string" | "int" | "boolean";

/** Attribute → its type. GraphML knows no lists: data rows are one text, separated by spaces. */
const NODE_KEYS: Readonly<Record<string, GraphmlType>> = {
  label: "string",
  kind: "string",
  host: "string",
  pid: "string",
  entityId: "string",
  executable: "string",
  name: "string",
  commandLine: "string",
  user: "string",
  logonId: "string",
  effectiveLogonId: "string",
  time: "string",
  seen: "string",
  events: "string",
  depth: "int",
  omittedChildren: "int",
  omittedDescendants: "int",
  wellKnown: "boolean",
  account: "string",
  domain: "string",
  sid: "string",
  type: "string",
  sourceIp: "string",
  sourceHost: "string",
  subjectLogonId: "string",
  processes: "int",
};

const EDGE_KEYS: Readonly<Record<string, GraphmlType>> = { kind: "string", by: "string", ambiguous: "boolean" };

/**
 * The graph as GraphML with typed keys, in the order of {@link processJson}. What has no value has no `data` element.
 * Characters that XML cannot hold are written as `\u0000`.
 *
 * Written here because graphology-graphml, for all that its readme says, has a parser alone (0.5.2), and that one
 * brings a whole XML DOM along.
 *
 * @returns pieces of the text, one after the other
 */
export function* processGraphml(graph: ProcessGraph): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n';
  yield* keysOf("node", NODE_KEYS);
  yield* keysOf("edge", EDGE_KEYS);
  yield '<graph id="processes" edgedefault="directed">\n';
  for (const node of graph.nodes()) {
    const attributes = graph.getNodeAttributes(node);
    yield `<node id="${escapeXml(node)}">${data("node", { label: labelOf(attributes), ...exportedNode(attributes) })}</node>\n`;
  }
  for (const source of graph.nodes()) {
    for (const edge of graph.outEdges(source)) {
      const [id, from, to] = [edge, source, graph.target(edge)].map(escapeXml);
      const ends = `id="${id}" source="${from}" target="${to}"`;
      yield `<edge ${ends}>${data("edge", graph.getEdgeAttributes(edge))}</edge>\n`;
    }
  }
  yield "</graph>\n</graphml>\n";
}

/** What viewers write beside a node. */
function labelOf(node: GraphNode): string {
  if (node.kind === "session") return node.name || node.logonId;
  return node.pid === "" ? node.name : `${node.name} (${node.pid})`;
}

function* keysOf(element: "node" | "edge", keys: Readonly<Record<string, GraphmlType>>): Generator<string> {
  for (const [name, type] of Object.entries(keys)) {
    yield `<key id="${element}.${name}" for="${element}" attr.name="${name}" attr.type="${type}"/>\n`;
  }
}

function data(element: "node" | "edge", attributes: object): string {
  let elements = "";
  for (const [name, value] of Object.entries(attributes) as [string, unknown][]) {
    const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
    if (text !== "") elements += `<data key="${element}.${name}">${escapeXml(text)}</data>`;
  }
  return elements;
}

/** What a parser would take for markup, or read as a line end and give back as a line feed. */
const MARKUP: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
  "\u0085": "&#133;",
  "\u2028": "&#8232;",
};

/** The above, and any but the characters that XML 1.0 allows (its production `Char`): half a surrogate pair is none. */
const SPECIAL = /[&<>"\r\u0085\u2028]|[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Text as the content of an element or of a quoted attribute. */
export function escapeXml(text: string): string {
  return text.replace(SPECIAL, (character) => MARKUP[character] ?? visible(character));
}

function visible(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

import { DirectedGraph } from "graphology";
import { describe, expect, it } from "vitest";
import { buildProcessForest, linkSessions, processJson, subtree } from "../../src/index.ts";
import { HOSTILE } from "../support/hostile.ts";
import { logon, start, starts } from "../support/records.ts";

const forest = buildProcessForest(
  starts(
    { at: 2, pid: "2", parentPid: "1", name: "b", logonId: "5" },
    { at: 3, pid: "3", parentPid: "2", name: "c", logonId: "5" },
  ),
);
const { graph } = linkSessions(forest, [logon({ at: 1, logonId: "5" })]);
const textOf = (...parts: Parameters<typeof processJson>): string => [...processJson(...parts)].join("");

describe("JSON of a process graph", () => {
  it("is graphology's own form, a node or an edge a line, with instants as text", () => {
    const text = textOf(graph);
    expect(text.split("\n")).toHaveLength(12);
    expect(text).toMatch(
      /^\{"options":\{"type":"directed","multi":false,"allowSelfLoops":false\},\n"attributes":\{"format":"winnow\/process-graph\/v1"\},\n"nodes":\[\n\{"key":"s1",/,
    );
    const read = DirectedGraph.from(JSON.parse(text) as Parameters<typeof DirectedGraph.from>[0]);
    expect(read.nodes()).toEqual(["s1", "p1", "p2", "p3"]);
    expect(read.edges()).toEqual(["s1>p2", "p1>p2", "p2>p3"]);
    expect(read.getNodeAttributes("p2")).toEqual({
      ...graph.getNodeAttributes("p2"),
      time: "1970-01-01T00:00:02.000000Z",
      seen: "1970-01-01T00:00:02.000000Z",
    });
    expect(read.getNodeAttributes("p1")).toMatchObject({
      kind: "missing",
      time: null,
      seen: "1970-01-01T00:00:02.000000Z",
    });
    expect(read.getEdgeAttributes("p2>p3")).toEqual({ kind: "started", by: "pid", ambiguous: false });
  });

  it("says what a part leaves out", () => {
    expect(textOf(subtree(graph, ["p2"]).graph)).toContain('"omittedChildren":1,"omittedDescendants":1');
  });

  it("of an empty graph is valid", () => {
    expect(JSON.parse(textOf(buildProcessForest([]).graph))).toMatchObject({ nodes: [], edges: [] });
  });

  it("gives hostile text back as it was", () => {
    const records = HOSTILE.map((text, event) =>
      start({ event, at: event, pid: String(event + 1), commandLine: text, name: text, user: text, host: text }),
    );
    const { graph: hostile } = buildProcessForest(records);
    const read = JSON.parse(textOf(hostile)) as { nodes: { attributes: { commandLine: string } }[] };
    expect(read.nodes.map(({ attributes }) => attributes.commandLine).sort()).toEqual([...HOSTILE].sort());
  });
});

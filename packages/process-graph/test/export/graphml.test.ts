import { DirectedGraph } from "graphology";
import { parse } from "graphology-graphml";
import { describe, expect, it } from "vitest";
import { escapeXml } from "../../src/export/graphml.ts";
import { buildProcessForest, linkSessions, processGraphml, subtree, type ProcessGraph } from "../../src/index.ts";
import { HOSTILE } from "../support/hostile.ts";
import { logon, start, starts } from "../support/records.ts";

const textOf = (graph: ProcessGraph): string => [...processGraphml(graph)].join("");
/** Read by graphology's own parser. */
const read = (graph: ProcessGraph): DirectedGraph => parse(DirectedGraph, textOf(graph)) as DirectedGraph;

describe("GraphML of a process graph", () => {
  it("has typed keys and every attribute that has a value", () => {
    const forest = buildProcessForest(
      starts(
        { at: 2, pid: "2", parentPid: "1", parentName: "a", name: "b", logonId: "5" },
        { at: 3, pid: "3", parentPid: "2", name: "c" },
      ),
    );
    const { graph } = linkSessions(forest, [logon({ event: 8, at: 1, logonId: "5", type: "10" })]);
    const parsed = read(graph);
    expect(parsed.nodes()).toEqual(["s1", "p1", "p2", "p3"]);
    expect(parsed.edges().map((edge) => [parsed.source(edge), parsed.target(edge)])).toEqual([
      ["s1", "p2"],
      ["p1", "p2"],
      ["p2", "p3"],
    ]);
    expect(parsed.getNodeAttributes("p2")).toEqual({
      label: "b (2)",
      kind: "process",
      host: "host-a",
      pid: "2",
      name: "b",
      logonId: "5",
      time: "1970-01-01T00:00:02.000000Z",
      seen: "1970-01-01T00:00:02.000000Z",
      events: "0",
      depth: 1,
    });
    expect(parsed.getNodeAttributes("s1")).toMatchObject({
      label: "EXAMPLE\\alice",
      type: "10",
      wellKnown: false,
      processes: 1,
      events: "8",
    });
    expect(parsed.getEdgeAttributes(parsed.edge("p1", "p2"))).toEqual({
      kind: "started",
      by: "missing",
      ambiguous: false,
    });
    expect(read(subtree(graph, ["p2"]).graph).getNodeAttributes("p2")).toMatchObject({ omittedChildren: 1 });
  });

  it("declares every attribute that it writes", () => {
    const forest = buildProcessForest(
      starts({ at: 2, pid: "2", parentPid: "1", name: "b", logonId: "5", entityId: "{1}" }),
    );
    const text = textOf(subtree(linkSessions(forest, [logon({ logonId: "5" })]).graph, ["p2"]).graph);
    const declared = new Set([...text.matchAll(/<key id="([^"]+)"/g)].map(([, key]) => key));
    const used = [...text.matchAll(/<data key="([^"]+)"/g)].map(([, key]) => key);
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((key) => !declared.has(key))).toEqual([]);
  });

  it("holds hostile text as text, and shows what XML cannot hold", () => {
    const records = HOSTILE.map((text, event) =>
      start({ event, at: event, pid: String(event + 1), commandLine: text, name: text }),
    );
    const { graph, nodeOf } = buildProcessForest(records);
    const parsed = read(graph);
    expect(parsed.order).toBe(HOSTILE.length);
    expect(textOf(graph)).not.toMatch(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    HOSTILE.forEach((text, event) => {
      const shown = text.replace(
        /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
        (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0"),
      );
      expect(parsed.getNodeAttribute(nodeOf(event)!, "commandLine")).toBe(shown);
    });
  });

  it("escapes every character that means something", () => {
    expect(escapeXml(`<a b="c">&\r\0\ud800`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#13;\\u0000\\ud800");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ancestors,
  buildProcessForest,
  depthFirst,
  descendants,
  linkSessions,
  parentOf,
  roots,
  sessions,
  subtree,
} from "../src/index.ts";
import { outline, starts } from "./support/records.ts";

/** a(b(c, d(e)), f) and g(h), sessions 5 and 6. */
const forest = buildProcessForest(
  starts(
    { at: 1, pid: "1", name: "a", logonId: "5" },
    { at: 2, pid: "2", parentPid: "1", name: "b", logonId: "5" },
    { at: 3, pid: "3", parentPid: "2", name: "c", logonId: "5" },
    { at: 4, pid: "4", parentPid: "2", name: "d", logonId: "6" },
    { at: 5, pid: "5", parentPid: "4", name: "e", logonId: "6" },
    { at: 6, pid: "6", parentPid: "1", name: "f", logonId: "5" },
    { at: 7, pid: "7", name: "g", logonId: "7" },
    { at: 8, pid: "8", parentPid: "7", name: "h", logonId: "7" },
  ),
);
const { graph } = forest;
const linked = linkSessions(forest, []).graph;
const names = (nodes: Iterable<string>): string =>
  [...nodes].map((node) => graph.getNodeAttribute(node, "name")).join("");

describe("a walk", () => {
  it("begins at the roots and goes down before it goes on", () => {
    expect(names(roots(graph))).toBe("ag");
    expect([...depthFirst(graph)].map(({ attributes, depth }) => `${attributes.name}${depth}`)).toEqual(
      "a0 b1 c2 d2 e3 f1 g0 h1".split(" "),
    );
    expect(roots(linked)).toEqual(roots(graph));
  });

  it("goes up to the root, nearest first", () => {
    expect(names(ancestors(graph, "p5"))).toBe("dba");
    expect(names(ancestors(linked, "p5"))).toBe("dba");
    expect(parentOf(graph, "p1")).toBeUndefined();
  });

  it("goes down from one node, without it", () => {
    expect(names(descendants(graph, "p2"))).toBe("cde");
    expect(names(descendants(graph, "p8"))).toBe("");
  });
});

describe("a part of a forest", () => {
  it("has the nodes, all above them, and how much is left out where", () => {
    const { graph: part, omitted } = subtree(graph, ["p4", "p3"]);
    expect(outline(part)).toEqual(["a 1", "  b 2", "    c 3", "    d 4"]);
    expect(omitted).toBe(4);
    const left = part.mapNodes((_, node) =>
      node.kind === "session" ? [] : [node.omittedChildren, node.omittedDescendants],
    );
    expect(left).toEqual([
      [1, 2],
      [0, 1],
      [0, 0],
      [1, 1],
    ]);
  });

  it("leaves the whole as it was", () => {
    const before = JSON.stringify(graph.export(), (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    subtree(graph, ["p5"]);
    expect(
      JSON.stringify(graph.export(), (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)),
    ).toBe(before);
  });

  it("has the sessions above its processes", () => {
    const { graph: part, omitted } = subtree(linked, ["p5"]);
    expect(outline(part, sessions(part))).toEqual([
      "@5",
      "  a 1",
      "    b 2",
      "      d 4",
      "        e 5",
      "@6",
      "  d 4",
      "    e 5",
    ]);
    expect(omitted).toBe(4);
  });

  it("of no nodes is empty, and of all is all", () => {
    expect(subtree(graph, [])).toMatchObject({ omitted: 8, graph: { order: 0 } });
    const { graph: part, omitted } = subtree(graph, graph.nodes());
    expect([outline(part), omitted]).toEqual([outline(graph), 0]);
  });

  it("is the smallest that holds them, and counts what is not in it, for any nodes of any forest", () => {
    const parents = fc.array(fc.nat(20), { maxLength: 20 });
    fc.assert(
      fc.property(parents, fc.array(fc.nat(19)), (above, chosen) => {
        const { graph: whole } = buildProcessForest(
          starts(...above.map((parent, i) => ({ at: i, pid: String(i + 1), parentPid: String(parent % (i + 1)) }))),
        );
        const asked = chosen.filter((i) => i < above.length).map((i) => `p${i + 1}`);
        const { graph: part, omitted } = subtree(whole, asked);
        const expected = new Set(asked.flatMap((node) => [node, ...ancestors(whole, node)]));
        expect(part.nodes()).toEqual(whole.nodes().filter((node) => expected.has(node)));
        expect(part.size).toBe(
          whole.filterEdges((_, __, source, target) => expected.has(source) && expected.has(target)).length,
        );
        expect(omitted).toBe(whole.order - expected.size);
        part.forEachNode((node, attributes) => {
          const left = (nodes: Iterable<string>): number => [...nodes].filter((other) => !expected.has(other)).length;
          expect(attributes).toMatchObject({
            omittedChildren: left(whole.outNeighbors(node)),
            omittedDescendants: left(descendants(whole, node)),
          });
        });
      }),
    );
  });

  it("is not asked of nodes that the graph has not", () => {
    expect(() => subtree(graph, ["p99"])).toThrow('could not find the "p99" node');
  });
});
